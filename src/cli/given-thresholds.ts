import { scenarios as all } from "../../suites/load.ts";
import { isObject } from "../contract/is-object.ts";
import { parseThreshold, type Trouble, type WrittenThreshold, withThresholds } from "../load/given-thresholds.ts";
import type { Conditions, Scenario } from "../load/scenario.ts";
import { clip } from "../report/text.ts";
import { UsageError } from "../session/fail.ts";
import { readText } from "../session/files.ts";

/** Flags as typed. */
export interface ThresholdFlags {
  readonly threshold?: readonly string[];
  readonly thresholds?: string;
}

/** Longer is no threshold that a person wrote. */
const longest = 300;

const ids: ReadonlySet<string> = new Set(all.map(({ id }) => id));

const sound = (result: WrittenThreshold | Trouble): WrittenThreshold => {
  if ("trouble" in result) throw new UsageError(result.trouble);
  return result;
};

const parsed = (text: string, where: string): WrittenThreshold => {
  if (text.length > longest)
    throw new UsageError(`${where}: it is longer than ${longest} characters, which no threshold is`);
  return sound(parseThreshold(text, where, (name) => ids.has(name)));
};

/** A line each; `#` begins a comment. */
const inLines = (text: string, file: string): WrittenThreshold[] =>
  text.split("\n").flatMap((line, i) => {
    const bare = line.replace(/(^|\s)#.*$/, "").trim();
    return bare === "" ? [] : [parsed(bare, `${file} line ${i + 1}`)];
  });

/** k6's options, whole or their `thresholds` alone. */
const inOptions = (text: string, file: string): WrittenThreshold[] => {
  let options: unknown;
  try {
    options = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file}: it begins as JSON and is none: ${error instanceof Error ? error.message : error}`);
  }
  const thresholds = isObject(options) && isObject(options.thresholds) ? options.thresholds : options;
  if (!isObject(thresholds)) throw new UsageError(`${file}: thresholds is no object, as k6's options have it`);
  return Object.entries(thresholds).flatMap(([metric, expressions]) => {
    const where = `${file} ${JSON.stringify(clip(metric, 80))}`;
    const shape = `${where}: a list of expressions is needed, like ["p(95)<300"]`;
    if (!Array.isArray(expressions)) throw new UsageError(shape);
    return expressions.map((each: unknown) => {
      if (isObject(each) && each.abortOnFail === true)
        throw new UsageError(`${where}: abortOnFail is not done here, a run goes to its end; leave it out`);
      const expression = isObject(each) ? each.threshold : each;
      if (typeof expression !== "string") throw new UsageError(shape);
      return parsed(`${metric}: ${expression}`, where);
    });
  });
};

const inFile = async (file: string): Promise<WrittenThreshold[]> => {
  const text = await readText(file);
  const written = text.trimStart().startsWith("{") ? inOptions(text, file) : inLines(text, file);
  if (written.length === 0) throw new UsageError(`${file}: it holds no threshold; one a line, or k6's options as JSON`);
  return written;
};

/**
 * The scenarios with the thresholds of the flags.
 * @param note called with those of the file that these scenarios do not need: a file may serve several runs
 * @throws UsageError for one that cannot be read, or that nothing in this run is measured by
 */
export const withGivenThresholds = async (
  scenarios: readonly Scenario[],
  flags: ThresholdFlags,
  conditions: Conditions,
  note: (line: string) => void,
): Promise<readonly Scenario[]> => {
  const typed = (flags.threshold ?? []).map((text) => parsed(text, `--threshold ${JSON.stringify(clip(text, 80))}`));
  const filed = flags.thresholds === undefined ? [] : await inFile(flags.thresholds);
  if (typed.length + filed.length === 0) return scenarios;
  const result = withThresholds(scenarios, [...filed, ...typed], conditions);
  if ("trouble" in result) throw new UsageError(result.trouble);
  for (const each of result.unused) {
    const why =
      each.scenario === undefined
        ? "no scenario of this run measures it; npm run load -- --list says what there is"
        : `${each.scenario} is not part of this run; add --scenario ${each.scenario}`;
    if (typed.includes(each)) throw new UsageError(`${each.where}: ${why}`);
    note(`${each.where}: not used, ${why}`);
  }
  return result.scenarios;
};
