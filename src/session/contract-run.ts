import { randomInt } from "node:crypto";
import { defined } from "../contract/defined.ts";
import type { RunRecord } from "../contract/run.ts";
import type { TargetInfo } from "../contract/target.ts";
import { hardKey } from "../generators/hard-space.ts";
import { nonceOf } from "../generators/marker.ts";
import type { Property } from "../generators/step.ts";
import { secondsFor } from "../run/budget.ts";
import type { ContractOptions, ContractResult, Progress } from "../run/open-run.ts";
import type { PlanRow } from "../run/plan.ts";
import { runContract } from "../run/run-contract.ts";
import type { PlannedTime } from "../run/run-limits.ts";
import { openJournal, sweepJournals } from "./journals.ts";
import { livePerMinute, type OpenOptions, type OpenTarget, openTarget } from "./open-target.ts";
import { newestRun } from "./reports-dir.ts";
import type { RunFiles } from "./run-files.ts";
import type { Settings } from "./settings.ts";
import { simulatorCommand } from "./simulator-options.ts";

/** Requests of a run that says nothing else: what a minute's limit makes bearable, and what virtual time makes free. */
export const defaultBudget = { live: 240, simulator: 1000 } as const;

export interface ContractRunOptions {
  readonly settings: Settings;
  readonly properties: readonly Property[];
  readonly seed: number;
  readonly reportsDir: string;
  readonly files?: RunFiles;
  readonly signal?: AbortSignal;
  /** What the simulator is to be, where it is the target. */
  readonly simulator?: OpenOptions["simulator"];
  readonly onWait?: OpenOptions["onWait"];
  readonly onStart?: (start: ContractStart) => void;
  readonly onSwept?: (removed: number) => void;
  /** Seconds the run may take in all, with removing what dead runs left. */
  readonly maxTimeS?: number;
  readonly onPlan?: (rows: readonly PlanRow[], limit: number | undefined, time: PlannedTime) => void;
  readonly onProgress?: (progress: Progress) => void;
  /**
   * What was tried before: `last` takes it last, `count` only says how much of the space all runs have covered, and a run is
   * repeated with what it knew. Absent: nothing is read.
   */
  readonly history?: "last" | "count" | RunRecord;
  /** Ends exploring at the first broken rule of level must. Default false. */
  readonly stopAtFirst?: boolean;
}

/** What is known before the first request leaves. */
export interface ContractStart {
  readonly target: TargetInfo;
  readonly budget: number;
  readonly seed: number;
  /** How long the budget takes at this pace, seconds; undefined: time is virtual or the limit unknown. */
  readonly seconds: number | undefined;
}

const triedOf = (run: RunRecord | undefined, withOwn: boolean): string[] =>
  (run?.contract?.hardInputs?.places ?? []).flatMap(({ place, tried, before }) =>
    [...before, ...(withOwn ? tried : [])].map((value) => hardKey(place, value)),
  );

/** Each run has saved what it and those before it tried, so the newest knows all. */
const triedBefore = async (
  { history, reportsDir }: Pick<ContractRunOptions, "history" | "reportsDir">,
  target: TargetInfo,
): Promise<ContractOptions["tried"]> => {
  if (history === undefined) return undefined;
  if (typeof history === "object")
    return { before: triedOf(history, false), chosenBy: history.contract?.hardInputs?.chosenBy ?? "seed" };
  const newest = await newestRun(
    reportsDir,
    // The embedded simulator has another port each time.
    (run) =>
      run.contract?.hardInputs !== undefined &&
      run.target.configuration === target.configuration &&
      (target.kind === "live" ? run.target.baseUrl === target.baseUrl : run.target.kind === target.kind),
  );
  return { before: triedOf(newest, true), chosenBy: history === "last" ? "history" : "seed" };
};

/** A marker of this run alone: from the seed where all data is ours, drawn by chance where it is shared. */
const nonceFor = (open: OpenTarget, seed: number): string =>
  nonceOf(open.simulator === undefined ? randomInt(2 ** 32 - 1) : seed);

/**
 * Opens the target, removes what dead runs left there, puts the contract to the test, cleans up, closes. The same for the
 * live service and the simulator.
 */
export const contractRun = async (options: ContractRunOptions): Promise<ContractResult> => {
  const { settings, seed, reportsDir, files, signal } = options;
  const startedAt = files?.startedAt ?? new Date();
  const journal = openJournal(reportsDir, files?.dir.id ?? `contract-${seed}`, settings.baseUrl, startedAt);
  const open = await openTarget(settings, {
    simulator: { seed, ...options.simulator },
    ...defined({ onWait: options.onWait }),
    // What lives and dies with this process needs no journal.
    ...(settings.kind === "live" ? { beforeSend: journal.beforeSend } : {}),
  });
  const stops = [
    ...(files === undefined ? [] : [open.transport.listen(files.onEvent)]),
    ...(settings.kind === "live" ? [open.transport.listen(journal.listener)] : []),
  ];
  try {
    const ceiling = settings.requestBudget ?? defaultBudget[settings.kind];
    const virtual = open.simulator !== undefined;
    options.onStart?.({
      target: open.info,
      budget: ceiling,
      seed,
      seconds: virtual ? undefined : secondsFor(ceiling, livePerMinute),
    });
    const startUs = open.clock.nowUs();
    let budget = ceiling;
    if (settings.kind === "live") {
      // Half of the budget at the most: the run should still be able to do its own job.
      const maxTimeS = options.maxTimeS === undefined ? undefined : options.maxTimeS / 2;
      const swept = await sweepJournals(open, reportsDir, { most: Math.floor(ceiling / 2), maxTimeS, signal });
      if (swept.removed > 0) options.onSwept?.(swept.removed);
      budget -= swept.requests;
    }
    const sweptS = (open.clock.nowUs() - startUs) / 1e6;
    const result = await runContract(open, options.properties, {
      budget,
      seed,
      nonce: nonceFor(open, seed),
      ...(virtual ? { simulator: simulatorCommand({ seed, ...options.simulator }) } : {}),
      ...defined({ tried: await triedBefore(options, open.info) }),
      ...defined({ signal, onPlan: options.onPlan, onProgress: options.onProgress, stopAtFirst: options.stopAtFirst }),
      ...defined({ maxTimeS: options.maxTimeS === undefined ? undefined : options.maxTimeS - sweptS }),
    });
    if (result.whole && journal.left().length === 0) journal.discard();
    // What sweeping took was part of the ceiling a person has set.
    const { record } = result;
    return { ...result, record: { ...record, budget: ceiling, requests: record.requests + ceiling - budget } };
  } finally {
    for (const stop of stops) stop();
    journal.close();
    await open.close();
  }
};
