import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createRecorder } from "../client/recorder.ts";
import type { HistoryEvent } from "../contract/history.ts";
import type { RunRecord } from "../contract/run.ts";
import { behaviourIn } from "./behaviour.ts";
import { renderRun } from "./render-run.ts";
import { createRunDir, pointLatest, type RunDir, saveRun } from "./reports-dir.ts";
import { versions } from "./versions.ts";

/** The folder of a run while it goes on: exchanges are on disk as they happen, the rest at its end. */
export interface RunFiles {
  readonly dir: RunDir;
  readonly startedAt: Date;
  /** Give this to the transport: writes each exchange as its answer arrives. */
  readonly onEvent: (event: HistoryEvent) => void;
  /** Saves the record and its reports, and makes reports/latest lead to them; returns the paths written. */
  finish(result: Pick<RunRecord, "target" | "contract" | "load">): Promise<readonly string[]>;
  close(): void;
}

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
    if (file !== undefined) writeSync(file, text);
  });
  const close = () => {
    if (file !== undefined) closeSync(file);
    file = undefined;
  };
  return {
    dir,
    startedAt,
    onEvent: recorder.listener,
    close,
    finish: async (result) => {
      close();
      const record: RunRecord = {
        format: "gorest-harness run",
        version: 1,
        id: dir.id,
        startedAt: startedAt.toISOString(),
        endedAt: new Date().toISOString(),
        command: [`npm run ${options.kind}`, ...(process.argv.length > 3 ? ["--", ...process.argv.slice(3)] : [])].join(
          " ",
        ),
        seed: options.seed,
        versions: versions(),
        ...result,
        behaviour: await behaviourIn(dir.path, result.target.baseUrl),
      };
      const path = await saveRun(options.reportsDir, record);
      await pointLatest(options.reportsDir, dir.id);
      return [path, ...(await renderRun({ reportsDir: options.reportsDir, path: dir.path }))];
    },
  };
};
