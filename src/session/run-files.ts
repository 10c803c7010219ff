import { closeSync, mkdtempSync, openSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unspecifiedInputOf } from "../checks/unspecified-input.ts";
import { shellWord } from "../client/curl.ts";
import { createRecorder } from "../client/recorder.ts";
import type { HistoryEvent } from "../contract/exchange.ts";
import type { AnswerShape, RunRecord } from "../contract/run.ts";
import { type Changes, changesOf } from "../report/changes.ts";
import { createFingerprint } from "../report/fingerprint.ts";
import { describeFailure, UsageError } from "./fail.ts";
import { reportInput, writeFormats } from "./render-run.ts";
import { createRunDir, exchangesIn, pointLatest, type RunDir, saveRun } from "./reports-dir.ts";
import { versions } from "./versions.ts";

/**
 * How the API looked over all exchanges a run's folder holds; for RunRecord.behaviour, which the next run is compared
 * with.
 * @param path the run's folder
 */
const behaviourIn = async (path: string, baseUrl: string): Promise<readonly AnswerShape[]> => {
  const fold = createFingerprint(baseUrl, (request) => unspecifiedInputOf(request) !== undefined);
  for (const file of ["exchanges.ndjson", "load-exchanges.ndjson"] as const) {
    const read = await exchangesIn(path, file);
    if (read !== undefined) for await (const exchange of read()) fold.add(exchange);
  }
  return fold.shapes();
};

/** What remains to be reported of a saved run. */
interface Saved {
  /** Files written, run.json first. */
  readonly paths: readonly string[];
  /** What is different from earlier runs. */
  readonly changes: Changes;
}

/** The folder of a run while it goes on: exchanges are on disk as they happen, the rest at its end. */
export interface RunFiles {
  readonly dir: RunDir;
  readonly startedAt: Date;
  /** Give this to the transport: writes each exchange as its answer arrives. */
  readonly onEvent: (event: HistoryEvent) => void;
  /**
   * Saves the record and its reports (of the usual formats, where none are named), and makes reports/latest lead to them.
   * @throws UsageError when they cannot be written any more; the record is then kept in a folder for temporary files,
   * which the message names
   */
  finish(
    result: Pick<RunRecord, "target" | "contract" | "load" | "proxy">,
    formats?: readonly string[],
  ): Promise<Saved>;
  close(): void;
}

/** A record whose own folder cannot be written: a night of requests is not worth losing for a disk that went full. */
const keptElsewhere = (record: RunRecord, failure: unknown): UsageError => {
  const file = join(mkdtempSync(join(tmpdir(), "gorest-run-")), "run.json");
  writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`);
  return new UsageError(
    `${describeFailure(failure).line}; the run's record is kept in ${file}: npm run report -- ${file} --out FOLDER makes its reports`,
  );
};

export const openRunFiles = async (options: {
  readonly reportsDir: string;
  /** The verb, which is part of the folder's name. */
  readonly kind: string;
  readonly seed: number;
}): Promise<RunFiles> => {
  const startedAt = new Date();
  const dir = await createRunDir(options.reportsDir, startedAt, options.kind);
  let file: number | undefined = openSync(join(dir.path, "exchanges.ndjson"), "a");
  const recorder = createRecorder((text) => {
    if (file !== undefined) writeFileSync(file, text);
  });
  const close = () => {
    recorder.flush();
    if (file !== undefined) closeSync(file);
    file = undefined;
    process.removeListener("exit", close);
  };
  // Whoever leaves at once still leaves a whole record.
  process.once("exit", close);
  return {
    dir,
    startedAt,
    onEvent: recorder.listener,
    close,
    finish: async (result, formats) => {
      close();
      const record: RunRecord = {
        format: "gorest-harness run",
        version: 1,
        id: dir.id,
        startedAt: startedAt.toISOString(),
        endedAt: new Date().toISOString(),
        command: [
          `npm run ${options.kind}`,
          ...(process.argv.length > 3 ? ["--", ...process.argv.slice(3).map(shellWord)] : []),
        ].join(" "),
        seed: options.seed,
        versions: versions(),
        ...result,
      };
      try {
        const whole = { ...record, behaviour: await behaviourIn(dir.path, result.target.baseUrl) };
        const path = await saveRun(options.reportsDir, whole);
        await pointLatest(options.reportsDir, dir.id);
        // As it would be read, but not checked against its schema: to compile that takes a tenth of a short run's processor time.
        const saved: RunRecord = JSON.parse(JSON.stringify(whole));
        const input = await reportInput(saved, { reportsDir: options.reportsDir, path: dir.path });
        return { paths: [path, ...(await writeFormats(input, dir.path, formats))], changes: changesOf(input) };
      } catch (error) {
        throw keptElsewhere(record, error);
      }
    },
  };
};
