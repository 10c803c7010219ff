import { join } from "node:path";
import { properties } from "../../suites/contract/properties.ts";
import { defined } from "../contract/defined.ts";
import type { RunRecord } from "../contract/run.ts";
import { plural } from "../contract/safe-text.ts";
import type { Property } from "../generators/step.ts";
import { contractRun } from "../session/contract-run.ts";
import { writeAtomically } from "../session/files.ts";
import { sweptLine } from "../session/journals.ts";
import { findRun, readRun } from "../session/reports-dir.ts";
import type { RunFiles } from "../session/run-files.ts";
import type { Settings } from "../session/settings.ts";
import type { SimulatorChoice } from "../session/simulator-options.ts";
import { planLines, startLines, timeLines } from "./contract-text.ts";
import { tellOfWait, terminal } from "./terminal.ts";

interface PerformContractOptions {
  readonly flags: {
    readonly reports: string;
    readonly verbose?: boolean;
    readonly failFast?: boolean;
    readonly history?: string;
  };
  /** Default: all of users. */
  readonly properties?: readonly Property[];
  readonly settings: Settings;
  readonly simulator: SimulatorChoice;
  readonly files: RunFiles;
  readonly seed: number;
  /** The run that is repeated; absent: what the flags say. */
  readonly repeats?: RunRecord;
  readonly signal: AbortSignal;
  /** Seconds it may take; absent: what its budget takes. */
  readonly maxTimeS?: number | undefined;
  /** Lines for people while it goes on. */
  readonly say: (line: string) => void;
}

/** How often a run tells of its progress where no line can be taken back. */
const beatEveryMs = 10_000;

/**
 * Repeats the latest progress now and then on an output that is no terminal. Only a write shows that its reader is gone,
 * and such a run is to end at once, not after its last request.
 */
const heartbeat = (say: (line: string) => void) => {
  let latest: string | undefined;
  const timer = setInterval(() => latest !== undefined && say(latest), beatEveryMs);
  timer.unref();
  return {
    at: (text: string) => {
      latest = text;
    },
    stop: () => clearInterval(timer),
  };
};

/** A run with a seed of its own is a function of it; without one it takes last what earlier runs have tried. */
const historyFor = async ({ flags, settings, repeats }: PerformContractOptions) => {
  if (flags.history !== undefined) return readRun(await findRun(flags.reports, flags.history));
  return repeats ?? (settings.seed === undefined ? "last" : "count");
};

/** The contract part of a run, with what a person sees of it while it goes on. */
export const performContract = async (options: PerformContractOptions) => {
  const { flags, settings, simulator, files, seed, signal, say } = options;
  const { progress, clear } = terminal();
  const beat = process.stdout.isTTY ? undefined : heartbeat(say);
  const result = await contractRun({
    onWait: tellOfWait,
    settings,
    properties: options.properties ?? properties,
    seed,
    reportsDir: flags.reports,
    files,
    signal,
    simulator,
    onStart: (start) => startLines(start).forEach(say),
    onSwept: (removed) => say(sweptLine(removed)),
    ...defined({ maxTimeS: options.maxTimeS }),
    history: await historyFor(options),
    stopAtFirst: flags.failFast === true,
    onPlan: (rows, limit, time) => {
      timeLines(limit, time, settings.kind === "simulator").forEach(say);
      if (flags.verbose === true) planLines(rows).forEach(say);
    },
    onProgress: ({ requests, budget, doing, broken }) => {
      const text = `${requests}/${budget} requests · ${doing}${broken > 0 ? ` · ${plural(broken, "rule")} broken` : ""}`;
      beat?.at(text);
      progress(text);
    },
  }).finally(() => beat?.stop());
  clear();
  for (const replayable of result.replayables) {
    await writeAtomically(join(files.dir.path, `replay-${replayable.rule}.json`), [
      `${JSON.stringify(replayable, null, 2)}\n`,
    ]);
  }
  for (const [rule, { sh, http }] of result.reproductions) {
    await writeAtomically(join(files.dir.path, `repro-${rule}.sh`), [sh]);
    await writeAtomically(join(files.dir.path, `repro-${rule}.http`), [http]);
  }
  return result;
};
