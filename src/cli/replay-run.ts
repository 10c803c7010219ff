import { randomInt } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { defined } from "../contract/defined.ts";
import { nonceOf } from "../generators/marker.ts";
import type { Property } from "../generators/step.ts";
import type { ReplayFile } from "../run/finding.ts";
import { type ReplayVerdict, replay } from "../run/replay.ts";
import { type ExitCode, exitCode, UsageError } from "../session/fail.ts";
import { readText } from "../session/files.ts";
import { openJournal, settleJournal, sweepJournals, sweptLine } from "../session/journals.ts";
import { type OpenOptions, openTarget } from "../session/open-target.ts";
import { findRun } from "../session/reports-dir.ts";
import type { Settings } from "../session/settings.ts";
import { tellOfWait, terminal } from "./terminal.ts";

const isTried = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  "before" in value &&
  Array.isArray(value.before) &&
  value.before.every((key) => typeof key === "string") &&
  "chosenBy" in value &&
  (value.chosenBy === "history" || value.chosenBy === "seed");

const isReplayFile = (value: unknown): value is ReplayFile =>
  typeof value === "object" &&
  value !== null &&
  "format" in value &&
  value.format === "gorest-harness replay" &&
  "version" in value &&
  value.version === 1 &&
  "steps" in value &&
  Array.isArray(value.steps) &&
  "rule" in value &&
  typeof value.rule === "string" &&
  "seed" in value &&
  typeof value.seed === "number" &&
  "nonce" in value &&
  typeof value.nonce === "string" &&
  /^[0-9a-z]{8}$/.test(value.nonce) &&
  (!("budget" in value) || (typeof value.budget === "number" && Number.isInteger(value.budget) && value.budget > 0)) &&
  (!("properties" in value) ||
    (Array.isArray(value.properties) && value.properties.every((id) => typeof id === "string"))) &&
  (!("tried" in value) || isTried(value.tried));

const readReplayFile = async (path: string): Promise<ReplayFile> => {
  let value: unknown;
  try {
    value = JSON.parse(await readText(path));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError(
      `--replay ${path}: it is not JSON (${error.message}); give a replay-….json from the folder of a run`,
    );
  }
  if (isReplayFile(value)) return value;
  throw new UsageError(`--replay ${path}: it is no saved failure; give a replay-….json from the folder of a run`);
};

/**
 * The saved failures a person means: a file, or all of a run, by its folder, its name or `latest`.
 * @throws UsageError where the run has none
 */
export const replayFilesIn = async (name: string, reportsDir: string): Promise<readonly string[]> => {
  if (name.endsWith(".json") || (await stat(name).catch(() => undefined))?.isFile()) return [name];
  const folder = await findRun(reportsDir, name);
  const files = (await readdir(folder)).filter((file) => /^replay-.*\.json$/.test(file)).sort();
  if (files.length === 0) throw new UsageError(`--replay ${name}: that run found nothing that could be sent again`);
  return files.map((file) => join(folder, file));
};

/** Requests at the most for what dead runs left. */
const mostToSweep = 120;

const codes: Readonly<Record<ReplayVerdict, ExitCode>> = {
  same: exitCode.violated,
  flaky: exitCode.violated,
  fixed: exitCode.holds,
  blocked: exitCode.unable,
  interrupted: exitCode.interrupted,
};

/** Sends a saved failure again and says what became of it. */
export const replayRun = async (options: {
  readonly path: string;
  readonly settings: Settings;
  readonly properties: readonly Property[];
  readonly json: boolean;
  readonly simulator: OpenOptions["simulator"];
  /** Where the journal lies of what it makes on a service. */
  readonly reportsDir: string;
  /** Seconds at the most, with removing what dead runs left. */
  readonly maxTimeS: number | undefined;
  readonly signal: AbortSignal;
}): Promise<ExitCode> => {
  const { line, note, style } = terminal();
  const { settings, reportsDir, maxTimeS, signal } = options;
  const replayable = await readReplayFile(options.path);
  const journal =
    settings.kind === "live"
      ? openJournal(reportsDir, `replay-${Date.now()}`, settings.baseUrl, new Date())
      : undefined;
  const openAnew = () =>
    openTarget(settings, {
      onWait: tellOfWait,
      simulator: { seed: replayable.seed, ...options.simulator },
      ...defined({ beforeSend: journal?.beforeSend }),
    });
  const service = journal === undefined ? undefined : await openAnew();
  if (journal !== undefined) service?.transport.listen(journal.listener);
  try {
    let sweptS = 0;
    if (service !== undefined) {
      const startUs = service.clock.nowUs();
      const limits = { most: mostToSweep, maxTimeS: maxTimeS === undefined ? undefined : maxTimeS / 2, signal };
      const { removed } = await sweepJournals(service, reportsDir, limits);
      if (removed > 0) note(sweptLine(removed));
      sweptS = (service.clock.nowUs() - startUs) / 1e6;
    }
    const result = await replay(replayable, {
      open: service === undefined ? openAnew : async () => ({ ...service, close: async () => {} }),
      nonce: service === undefined ? replayable.nonce : nonceOf(randomInt(2 ** 32 - 1)),
      properties: options.properties,
      maxTimeS: maxTimeS === undefined ? undefined : maxTimeS - sweptS,
      signal,
      onWhole: (requests) => {
        if (!options.json) line(`alone it holds; sending the run that found it again, up to ${requests} requests`);
      },
    });
    if (options.json) line(JSON.stringify({ rule: replayable.rule, ...result }));
    else {
      const paint =
        result.verdict === "fixed"
          ? style.good
          : ["blocked", "interrupted"].includes(result.verdict)
            ? style.doubt
            : style.bad;
      line(`${replayable.rule}: ${replayable.sentence}`);
      line(
        paint(
          `${result.verdict}: broken ${result.broken} of ${result.tries} times${result.reason === undefined ? "" : `; ${result.reason}`}`,
        ),
      );
    }
    return codes[result.verdict];
  } finally {
    if (journal !== undefined) settleJournal(journal, note);
    journal?.close();
    await service?.close();
  }
};
