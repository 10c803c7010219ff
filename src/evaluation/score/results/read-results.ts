import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { jsonFormats, jsonIn } from "./json.ts";
import type { ResultFormat, TestResult } from "./test-result.ts";
import { junit, pytestText, tap } from "./text.ts";

/** In this order: JSON and XML may hold lines that look like TAP. */
const textFormats: readonly ResultFormat[] = [junit, pytestText, tap];

const formatNames = [...jsonFormats, ...textFormats].map(({ name }) => name).join(", ");

/** The results of one run of a suite. */
export interface TestResults {
  /** "JUnit XML". */
  readonly format: string;
  readonly tests: readonly TestResult[];
}

/** Results, or why there are none. */
export type ResultsRead = TestResults | { readonly problem: string };

const longestName = 300;
const longestMessage = 500;

/**
 * A name without what changes from run to run: an id, an e-mail address, a moment. Two tests that differ only there
 * become one.
 */
const stable = (name: string): string =>
  name
    .replace(/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, "EMAIL")
    .replace(/\b[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}\b/gi, "UUID")
    .replace(/\d{4,}/g, "N")
    .slice(0, longestName);

const worst = { failed: 2, passed: 1, skipped: 0 } as const;

/** Takes out of a name or a message what must not be shown. */
type Clean = (text: string) => string;

/** One result a name: a test that runs several times passes when it never fails. */
const merged = (tests: readonly TestResult[], clean: Clean = (text) => text): readonly TestResult[] => {
  const byName = new Map<string, TestResult>();
  for (const test of tests) {
    const name = stable(clean(test.name));
    const before = byName.get(name);
    if (before !== undefined && worst[before.outcome] >= worst[test.outcome]) continue;
    const { message } = test;
    byName.set(name, {
      ...test,
      name,
      ...(message === undefined ? {} : { message: clean(message).slice(0, longestMessage) }),
    });
  }
  return [...byName.values()];
};

/** Results in any format that is known. @returns undefined: in none. @internal */
export const resultsIn = (text: string, clean?: Clean): TestResults | undefined => {
  const value = jsonIn(text);
  const found = [
    ...jsonFormats.map(({ name, read }) => ({ name, read: () => read(value) })),
    ...textFormats.map(({ name, read }) => ({ name, read: () => read(text) })),
  ];
  for (const { name, read } of found) {
    const tests = read();
    if (tests !== undefined && tests.length > 0) return { format: name, tests: merged(tests, clean) };
  }
  return undefined;
};

const mostBytes = 256 * 1024 * 1024;
const mostFiles = 5000;
const resultFile = /\.(xml|json|tap|txt|log)$/i;

const filesOf = async (path: string): Promise<readonly string[]> => {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return [];
  if (!found.isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && resultFile.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .slice(0, mostFiles);
};

/** When each file of a path was last written: what is older than a run is not its result. */
export type Written = ReadonlyMap<string, string>;

const writtenAt = async (file: string): Promise<string> => {
  const { mtimeNs, size, ino } = await stat(file, { bigint: true });
  return `${mtimeNs} ${size} ${ino}`;
};

/** Look at it before a run. @param path a file, or a folder of files, that need not exist yet */
export const writtenBefore = async (path: string): Promise<Written> =>
  new Map(await Promise.all((await filesOf(path)).map(async (file) => [file, await writtenAt(file)] as const)));

/**
 * Reads what a suite has written.
 * @param path a file, or a folder: then every result file in it
 * @param before what was there before the run
 */
export const readResults = async (path: string, before: Written, clean?: Clean): Promise<ResultsRead> => {
  const fresh: string[] = [];
  for (const file of await filesOf(path)) if ((await writtenAt(file)) !== before.get(file)) fresh.push(file);
  if (fresh.length === 0) return { problem: `it wrote no results to ${path}` };
  const all: TestResults[] = [];
  for (const file of fresh) {
    if ((await stat(file)).size > mostBytes) return { problem: `${file}: results of more than 256 MiB are not read` };
    const results = resultsIn(await readFile(file, "utf8"), clean);
    if (results !== undefined) all.push(results);
  }
  const [first] = all;
  if (first === undefined) return { problem: `${path} holds results in no known format: ${formatNames}` };
  return { format: first.format, tests: merged(all.flatMap(({ tests }) => tests)) };
};

/** Reads what a suite has printed. */
export const readOutput = (text: string, clean?: Clean): ResultsRead =>
  resultsIn(text, clean) ?? { problem: `its output holds results in no known format: ${formatNames}` };
