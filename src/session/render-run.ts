import { stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { defined } from "../contract/defined.ts";
import type { RunRecord } from "../contract/run.ts";
import { pasteable } from "../contract/safe-text.ts";
import { didItsJob } from "../report/comparable.ts";
import { type Format, MissingData, type RenderedFile, type ReportInput } from "../report/format.ts";
import { formatOf, formats } from "../report/formats.ts";
import { UsageError } from "./fail.ts";
import { writeAtomically } from "./files.ts";
import { unknownName } from "./named.ts";
import { earlierRuns, exchangesIn, lastLiveRun, readRun } from "./reports-dir.ts";

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
 * @throws UsageError for a name that none has
 */
export const formatsOf = (ids: readonly string[]): readonly Format[] =>
  ids.map((id) => {
    const format = formatOf(id);
    if (format !== undefined) return format;
    throw unknownName(
      "--format",
      id,
      formats.map((one) => one.id),
      "npm run report -- --help",
    );
  });

/** What --format of a run says: the usual formats, and those named besides. @throws UsageError */
export const formatsBeside = (names: readonly string[] = []): readonly string[] => {
  const ids = names.flatMap((each) => each.split(",")).map((id) => id.trim());
  formatsOf(ids);
  return [...new Set([...usualFormats, ...ids])];
};

function* filesOf(format: Format, input: ReportInput): Generator<RenderedFile> {
  try {
    yield* format.render(input);
  } catch (error) {
    throw error instanceof MissingData ? new UsageError(`--format ${format.id}: ${error.message}`) : error;
  }
}

/** A run with all that reports are made from beside it, which is read from its folder. */
export const reportInput = async (
  run: RunRecord,
  { reportsDir, path, baseline }: Pick<RenderOptions, "reportsDir" | "path" | "baseline">,
): Promise<ReportInput> => {
  const history = await earlierRuns(reportsDir, run);
  const previous = history.findLast(didItsJob);
  const lastLive = await lastLiveRun(reportsDir, run);
  const exchanges = await exchangesIn(path);
  const loadExchanges = await exchangesIn(path, "load-exchanges.ndjson");
  return {
    run,
    folder: relative(".", path) || ".",
    history,
    ...defined({ previous, lastLive, baseline, exchanges, loadExchanges }),
  };
};

/** The commands that a file names, as its reader can paste them. */
async function* pasteableIn(chunks: RenderedFile["chunks"]): AsyncGenerator<string, void, undefined> {
  for await (const chunk of chunks) yield pasteable(chunk);
}

/**
 * Writes formats of a run into a folder.
 * @returns the paths written
 */
export const writeFormats = async (
  input: ReportInput,
  outDir: string,
  ids: readonly string[] = usualFormats,
): Promise<readonly string[]> => {
  const written: string[] = [];
  for (const format of formatsOf(ids)) {
    for (const file of filesOf(format, input)) {
      const path = join(outDir, file.name);
      await writeAtomically(path, pasteableIn(file.chunks));
      written.push(path);
    }
  }
  return written;
};

/**
 * Makes files from a saved run; no request is sent and run.json is not touched.
 * @returns the paths written
 */
export const renderRun = async (options: RenderOptions): Promise<readonly string[]> => {
  formatsOf(options.formats ?? usualFormats);
  const { outDir } = options;
  if (outDir !== undefined && (await stat(outDir).catch(() => undefined))?.isDirectory() === false)
    throw new UsageError(`--out ${outDir}: it is no folder; a folder is needed`);
  const run = await readRun(options.path);
  return writeFormats(await reportInput(run, options), outDir ?? options.path, options.formats);
};
