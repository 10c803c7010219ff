import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { RunRecord } from "../contract/run.ts";
import { type Format, MissingData, type RenderedFile, type ReportInput } from "../report/format.ts";
import { formatOf, formats } from "../report/formats.ts";
import { writeAtomically } from "./atomic-file.ts";
import { UsageError } from "./fail.ts";
import { earlierRuns, exchangesIn, readRun } from "./reports-dir.ts";

/** What every run gets beside its record. */
export const usualFormats = ["html", "md"] as const;

export interface RenderOptions {
  readonly reportsDir: string;
  /** Folder of the run, with its run.json. */
  readonly path: string;
  /** Ids of formats; default html and md. */
  readonly formats?: readonly string[];
  /** A run to measure against, beside the previous one. */
  readonly baseline?: RunRecord;
  /** Where to write; default the run's own folder. */
  readonly outDir?: string;
}

/**
 * The formats of these names.
 * @throws UsageError that lists what there is
 */
export const formatsOf = (ids: readonly string[]): readonly Format[] =>
  ids.map((id) => {
    const format = formatOf(id);
    if (format !== undefined) return format;
    throw new UsageError(`--format ${id}: should be one or more of ${formats.map((one) => one.id).join(", ")}`);
  });

const filesOf = (format: Format, input: ReportInput): readonly RenderedFile[] => {
  try {
    return format.render(input);
  } catch (error) {
    throw error instanceof MissingData ? new UsageError(`--format ${format.id}: ${error.message}`) : error;
  }
};

/**
 * Makes files from a saved run; no request is sent and run.json is not touched.
 * @returns the paths written
 */
export const renderRun = async (options: RenderOptions): Promise<readonly string[]> => {
  const chosen = formatsOf(options.formats ?? usualFormats);
  const { outDir } = options;
  if (outDir !== undefined && (await stat(outDir).catch(() => undefined))?.isDirectory() === false)
    throw new UsageError(`--out ${outDir}: it is no folder; a folder is needed`);
  const run = await readRun(options.path);
  const history = await earlierRuns(options.reportsDir, run);
  const previous = history.at(-1);
  const exchanges = await exchangesIn(options.path);
  const loadExchanges = await exchangesIn(options.path, "load-exchanges.ndjson");
  const input: ReportInput = {
    run,
    history,
    ...(previous === undefined ? {} : { previous }),
    ...(options.baseline === undefined ? {} : { baseline: options.baseline }),
    ...(exchanges === undefined ? {} : { exchanges }),
    ...(loadExchanges === undefined ? {} : { loadExchanges }),
  };
  const written: string[] = [];
  for (const format of chosen) {
    for (const file of filesOf(format, input)) {
      const path = join(outDir ?? options.path, file.name);
      await writeAtomically(path, file.chunks);
      written.push(path);
    }
  }
  return written;
};
