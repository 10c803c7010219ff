import type { ContractRecord, LoadRecord } from "../contract/run.ts";
import { safeText } from "../contract/safe-text.ts";
import { breakingDrift, type Changes, changeFigures, changeName } from "../report/changes.ts";
import { slowerIn } from "../report/compare.ts";
import { type ExitCode, exitCode } from "../session/fail.ts";
import { type Style, table } from "./terminal.ts";

/**
 * What is different from the run before, slower first; nothing where there is no such run.
 * @param most changes that have a line each; none: all in one line, by their number
 */
export const changeLines = (changes: Changes, style: Style, most = 12): readonly string[] => {
  const [first] = changes.compared;
  if (first === undefined) return [];
  const { against, comparison } = first;
  const head = `since ${against} (${safeText(comparison.before)}):`;
  const apart = [...comparison.apart, ...comparison.latencyApart];
  if (apart.length > 0) return [`${head} ${style.doubt("not comparable")}: ${safeText(apart.join("; "))}`];
  const rows = [
    ...comparison.rules.flatMap(({ kind, rule, sentence }) => (kind === "broke" ? [["broke", rule, sentence]] : [])),
    ...slowerIn(comparison).map((change) => ["slower", changeName(change), changeFigures(change)]),
    ...breakingDrift(changes).map(({ operation, status, says }) => ["drift", `${operation} ${status}`, says]),
  ];
  if (rows.length === 0)
    return [`${head} ${style.good("no rule broke, no service time rose, and nothing drifted that breaks a client")}`];
  if (most === 0) {
    const count = (kind: string) => rows.filter(([each]) => each === kind).length;
    const words = ["broke", "slower", "drift"].flatMap((kind) => (count(kind) === 0 ? [] : [`${count(kind)} ${kind}`]));
    return [`${head} ${style.bad(words.join(", "))}`];
  }
  return [
    head,
    ...(comparison.busier === undefined ? [] : [`  ${style.doubt(safeText(comparison.busier))}`]),
    ...table(
      rows.slice(0, most).map(([kind = "", ...rest]) => [style.bad(kind), ...rest.map((text) => safeText(text))]),
    ),
    ...(rows.length > most ? [`  and ${rows.length - most} more, in the report`] : []),
  ];
};

const number = (value: number, one: string): string => `${value} ${one}${value === 1 ? "" : "s"}`;

/** The same in a few words, for the last line of a run. @internal */
export const changeWords = (changes: Changes): readonly string[] => {
  const slower = changes.compared.reduce((sum, { comparison }) => sum + slowerIn(comparison).length, 0);
  const drifted = breakingDrift(changes).length;
  return [
    ...(slower === 0 ? [] : [`${number(slower, "service time")} slower than before`]),
    ...(drifted === 0 ? [] : [`${number(drifted, "breaking difference")} from before`]),
  ];
};

const parts = {
  holds: "the contract holds",
  violated: "the contract is violated",
  unable: "the contract could not be judged",
  interrupted: "interrupted",
} as const satisfies Readonly<Record<ContractRecord["outcome"], string>>;

/** The whole run in one line: what a person reads who reads nothing else. */
export const lastLine = (
  {
    contract,
    load,
    changes,
    code,
    target,
  }: {
    /** In words. */
    readonly target: string;
    readonly contract: Pick<ContractRecord, "outcome">;
    readonly load: Pick<LoadRecord, "outcome"> | undefined;
    readonly changes: Changes;
    readonly code: ExitCode;
  },
  style: Style,
): string => {
  const words = [parts[contract.outcome], `load: ${load?.outcome ?? "not run"}`, ...changeWords(changes)].join("; ");
  const paint =
    code === exitCode.violated
      ? style.bad
      : code !== exitCode.holds || changeWords(changes).length > 0
        ? style.doubt
        : style.good;
  return `nightly: ${paint(words)}; ${target} (exit code ${code})`;
};
