import { createReadStream, readFileSync } from "node:fs";
import { lstat, mkdir, readdir, readFile, readlink, rename, rm, stat, symlink } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import type { Exchange } from "../contract/exchange.ts";
import { isObject } from "../contract/is-object.ts";
import { packageRoot } from "../contract/package-files.ts";
import type { RunRecord } from "../contract/run.ts";
import { safeText } from "../contract/safe-text.ts";
import { didItsJob, sameKindOfRun } from "../report/comparable.ts";
import { UsageError } from "./fail.ts";
import { makeFolder, readLines, readText, writeAtomically } from "./files.ts";

const schemaUrl = new URL("docs/run.schema.json", packageRoot);

let compiled: ValidateFunction<RunRecord> | undefined;

const validator = (): ValidateFunction<RunRecord> => {
  if (compiled !== undefined) return compiled;
  // The file ships with the package and a suite holds it to its meta-schema. To make shorter code of it takes longer than
  // the few records of a process do to be checked.
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, validateSchema: false, code: { optimize: false } });
  formats.default(ajv);
  compiled = ajv.compile<RunRecord>(JSON.parse(readFileSync(schemaUrl, "utf8")));
  return compiled;
};

/** A record as written today: earlier ones name the simulator's configuration `told`. */
const withTodaysNames = (run: unknown): unknown => {
  if (!isObject(run) || !isObject(run.target) || !("told" in run.target)) return run;
  const { told, ...target } = run.target;
  return { ...run, target: { ...target, configuration: told } };
};

/**
 * Checks that a value read from run.json is a run record, by docs/run.schema.json.
 * @returns the record, or one line that says what is wrong with it
 */
const checkRun = (value: unknown): RunRecord | string => {
  const validate = validator();
  const run = withTodaysNames(value);
  if (validate(run)) return run;
  const error = validate.errors?.[0];
  return `${error?.instancePath || "the record"} ${error?.message ?? "does not fit docs/run.schema.json"}`;
};

/** A run's folder below reports/. */
export interface RunDir {
  readonly id: string;
  /** Absolute. */
  readonly path: string;
}

/** Names that are one plain folder on every system: no separator, no leading dot, not too long. */
const plainName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/;

const inside = (reportsDir: string, id: string): string => {
  if (!plainName.test(id) || id.endsWith(".") || id === "latest")
    throw new UsageError(`${JSON.stringify(id.slice(0, 80))} is not the name of a run`);
  return join(resolve(reportsDir), id);
};

/**
 * Makes the folder of a new run, named after its start and what it does. Two runs that begin in the same second get two
 * folders.
 * @param kind the verb: "nightly", "contract", "load"
 */
export const createRunDir = async (reportsDir: string, startedAt: Date, kind: string): Promise<RunDir> => {
  if (reportsDir.trim() === "") throw new UsageError("--reports is empty; name a folder");
  makeFolder(reportsDir);
  const name = `${startedAt.toISOString().slice(0, 19).replaceAll(":", "-")}Z-${kind}`;
  for (let again = 1; ; again++) {
    const id = again === 1 ? name : `${name}-${again}`;
    const path = inside(reportsDir, id);
    try {
      await mkdir(path);
      return { id, path };
    } catch (error) {
      const taken = error instanceof Error && "code" in error && error.code === "EEXIST";
      if (!taken || again >= 1000) throw error;
    }
  }
};

/**
 * Saves run.json, whole or not at all, in the run's own folder.
 * @returns the path of the file
 */
export const saveRun = async (reportsDir: string, record: RunRecord): Promise<string> => {
  const path = join(inside(reportsDir, record.id), "run.json");
  await writeAtomically(path, [`${JSON.stringify(record, null, 2)}\n`]);
  return path;
};

const pointer = (reportsDir: string) => join(resolve(reportsDir), "latest");

/**
 * Makes reports/latest lead to this run: a link to its folder, or where links are not allowed (Windows without the
 * privilege, some shared drives) a small text file that holds its name.
 */
export const pointLatest = async (reportsDir: string, runId: string): Promise<void> => {
  const target = inside(reportsDir, runId);
  const path = pointer(reportsDir);
  const existing = await lstat(path).catch(() => undefined);
  if (existing?.isDirectory()) throw new UsageError(`${path} is a folder of its own; move it away`);
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await rm(temporary, { force: true });
    if (process.platform === "win32") await symlink(target, temporary, "junction");
    else await symlink(runId, temporary, "dir");
    // Windows does not rename onto a junction.
    if (process.platform === "win32") await rm(path, { force: true });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "EPERM" && code !== "ENOSYS" && code !== "ENOTSUP" && code !== "UNKNOWN") throw error;
    await writeAtomically(path, [`${runId}\n`]);
  }
};

const latest = async (reportsDir: string): Promise<string> => {
  const path = pointer(reportsDir);
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) throw new UsageError(`${reportsDir} has no latest run yet; npm run nightly makes one`);
  const id = found.isSymbolicLink() ? basename(await readlink(path)) : (await readFile(path, "utf8")).trim();
  return inside(reportsDir, id);
};

/**
 * The folder a person means by a run: its name below reports/, `latest`, or a path to a folder that holds run.json (a
 * downloaded artefact).
 * @throws UsageError when there is no run.json
 */
export const findRun = async (reportsDir: string, name: string): Promise<string> => {
  const path =
    name === "latest"
      ? await latest(reportsDir)
      : plainName.test(name) && (await stat(join(reportsDir, name)).catch(() => undefined)) !== undefined
        ? inside(reportsDir, name)
        : resolve(name.endsWith("run.json") ? join(name, "..") : name);
  if ((await stat(join(path, "run.json")).catch(() => undefined)) === undefined) {
    const there = await stat(path).catch(() => undefined);
    const what = there?.isFile() ? "it is a file" : there === undefined ? "there is no such run" : "it has no run.json";
    throw new UsageError(`${name}: ${what}; give "latest", the name of a folder in ${reportsDir}, or a run's path`);
  }
  return path;
};

/**
 * Reads a saved run.
 * @param path the run's folder
 * @throws UsageError when run.json is not a run record of this version
 */
export const readRun = async (path: string): Promise<RunRecord> => {
  const file = join(path, "run.json");
  let value: unknown;
  try {
    value = JSON.parse(await readText(file));
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`${file} is not JSON; was it cut off?`);
    throw error;
  }
  if (isObject(value) && value.format === "gorest-harness run" && value.version !== 1)
    throw new UsageError(
      `${file} was written by another version of the harness (record ${safeText(String(value.version), 20)}, this one reads 1); make its reports with that one`,
    );
  const run = checkRun(value);
  if (typeof run === "string") throw new UsageError(`${file} is not a run record: ${run}`);
  return run;
};

/** Files of exchanges in a run's folder: of the contract part or of a run of one part, and of a nightly's load part. */
type ExchangeFile = "exchanges.ndjson" | "load-exchanges.ndjson";

/** The exchanges of a saved run, or undefined when they were not kept. A last line that a crash cut off is left out. */
export const exchangesIn = async (
  path: string,
  name: ExchangeFile = "exchanges.ndjson",
): Promise<(() => AsyncIterable<Exchange>) | undefined> => {
  const file = join(path, name);
  if ((await stat(file).catch(() => undefined)) === undefined) return undefined;
  return async function* () {
    for await (const line of readLines(createReadStream(file, { highWaterMark: 1 << 20 }))) {
      const exchange = exchangeOf(line);
      if (exchange !== undefined) yield exchange;
    }
  };
};

const exchangeOf = (line: string): Exchange | undefined => {
  if (line === "") return undefined;
  try {
    // Written by our own recorder, one Exchange a line; a reader of a million lines cannot afford to validate each.
    return JSON.parse(line) as Exchange;
  } catch {
    return undefined;
  }
};

const mostLooked = 200;

/** Folders of runs, newest first; only so many are looked at. */
const runFolders = async (reportsDir: string): Promise<readonly string[]> =>
  (await readdir(reportsDir).catch(() => []))
    .filter((name) => plainName.test(name) && name !== "latest")
    .sort()
    .reverse()
    .slice(0, mostLooked);

/** The newest saved run of this kind, but for the one of this id. */
export const newestRun = async (
  reportsDir: string,
  isWanted: (run: RunRecord) => boolean,
  except?: string,
): Promise<RunRecord | undefined> => {
  for (const name of await runFolders(reportsDir)) {
    if (name === except) continue;
    const run = await readRun(join(reportsDir, name)).catch(() => undefined);
    if (run !== undefined && isWanted(run)) return run;
  }
  return undefined;
};

/** The newest run before this one that reached a verdict of a live service: a schedule that was switched off shows by it. */
export const lastLiveRun = (reportsDir: string, run: RunRecord): Promise<RunRecord | undefined> =>
  newestRun(
    reportsDir,
    (other) => other.target.kind === "live" && other.startedAt < run.startedAt && didItsJob(other),
    run.id,
  );

/**
 * Earlier runs that may be compared with this one: the same target and budget, at least the same parts, and a load
 * scenario in common. Oldest first. Folders that hold no readable run are passed over.
 */
export const earlierRuns = async (reportsDir: string, run: RunRecord, most = 30): Promise<readonly RunRecord[]> => {
  const found: RunRecord[] = [];
  for (const name of await runFolders(reportsDir)) {
    if (found.length >= most) break;
    if (name === run.id) continue;
    const other = await readRun(join(reportsDir, name)).catch(() => undefined);
    if (other !== undefined && other.startedAt < run.startedAt && sameKindOfRun(run, other)) found.push(other);
  }
  return found.reverse();
};
