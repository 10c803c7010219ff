import type { ContractRecord, LoadRecord } from "../contract/run.ts";
import { plural, safeText } from "../contract/safe-text.ts";
import { breakingDrift, type Changes, changeFigures, changeName } from "../report/changes.ts";
import { type Comparison, type PercentileChange, slowerIn } from "../report/compare.ts";
import type { Drift } from "../report/drift.ts";
import { duration, percent, signedDuration } from "../report/text.ts";
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
  if (rows.length === 0) {
    const both = comparison.brokenInBoth.length;
    const quiet = "no service time rose, and nothing drifted that breaks a client";
    return [
      both === 0
        ? `${head} ${style.good(`no rule broke, ${quiet}`)}`
        : `${head} ${style.doubt(`${plural(both, "rule is", "rules are")} broken as before, and no other; ${quiet}`)}`,
    ];
  }
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

/** The same in a few words, for the last line of a run. @internal */
export const changeWords = (changes: Changes): readonly string[] => {
  const slower = changes.compared.reduce((sum, { comparison }) => sum + slowerIn(comparison).length, 0);
  const drifted = breakingDrift(changes).length;
  return [
    ...(slower === 0 ? [] : [`${plural(slower, "service time")} slower than before`]),
    ...(drifted === 0 ? [] : [`${plural(drifted, "breaking difference")} from before`]),
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

const paint = (style: Style, { verdict, decides }: PercentileChange): string => {
  if (!decides) return style.faint(`${verdict}, not judged`);
  return verdict === "slower" ? style.bad(verdict) : verdict === "faster" ? style.good(verdict) : style.faint(verdict);
};

const verdictOf = (comparison: Comparison): string => {
  const { latency, latencyApart, tolerance, rules, brokenInBoth } = comparison;
  const broke = rules.filter(({ kind }) => kind === "broke").length;
  const slower = slowerIn(comparison).length;
  if (broke + slower > 0) {
    const parts = [
      ...(broke === 0 ? [] : [`${plural(broke, "rule")} broke`]),
      ...(slower === 0 ? [] : [`${plural(slower, "service time")} rose`]),
    ];
    return `${plural(comparison.regressions, "regression")}: ${parts.join(", ")}.`;
  }
  // "No regression" of two runs that are broken alike would be read as good news.
  if (brokenInBoth.length > 0) return "Nothing else changed for the worse.";
  if (latency.length === 0)
    return `No rule broke; ${latencyApart.length > 0 ? "latencies were not compared" : "there was no latency to compare"}.`;
  return `No regression: no rule broke, and no service time rose by more than ${percent(tolerance.share)} beyond chance.`;
};

const inBoth = ({ brokenInBoth: rules }: Comparison): string | undefined =>
  rules.length === 0
    ? undefined
    : safeText(`${rules.length} rule${rules.length === 1 ? " is" : "s are"} broken in both: ${rules.join(", ")}.`);

const summaryLine = (comparison: Comparison): string =>
  [inBoth(comparison), verdictOf(comparison)].filter((text) => text !== undefined).join(" ");

/** A comparison as lines for a terminal. */
export const comparisonLines = (comparison: Comparison, drifts: readonly Drift[], style: Style): readonly string[] => {
  const rare = drifts.filter(({ kind }) => kind === "rare").length;
  const ordered = comparison.latency.toSorted((a, b) => Number(b.decides) - Number(a.decides));
  return [
    `${style.strong(safeText(comparison.before))} → ${style.strong(safeText(comparison.after))}`,
    ...comparison.latencyApart.map((text) => style.doubt(safeText(`latencies cannot be compared: ${text}`))),
    ...(comparison.busier === undefined ? [] : [style.doubt(safeText(`note: ${comparison.busier}`))]),
    ...comparison.notes.map((text) => style.doubt(safeText(`note: ${text}`))),
    "",
    ...table(
      ordered.map((change) => [
        safeText(changeName(change)),
        `${duration(change.beforeMs)} → ${duration(change.afterMs)}`,
        `${signedDuration(change.differenceMs)} (${signedDuration(change.interval[0])} to ${signedDuration(change.interval[1])})`,
        paint(style, change),
      ]),
    ),
    ...(comparison.latency.every(({ decides }) => decides)
      ? []
      : [style.faint("  Time to accept has our own queue and pace in it: it is shown, not judged.")]),
    ...comparison.rules.map(
      (change) =>
        `  ${change.kind === "broke" ? style.bad("broke") : change.kind}  ${safeText(`${change.rule}: ${change.sentence}`)}`,
    ),
    ...drifts
      .filter(({ kind }) => kind !== "rare")
      .map(
        (drift) =>
          `  ${drift.kind === "breaking" ? style.bad("breaking") : style.faint("drift")}  ${safeText(`${drift.operation} ${drift.status}: ${drift.says}`)}`,
      ),
    ...(rare === 0
      ? []
      : [style.faint(`  ${plural(rare, "more thing")} seen too rarely to separate a change from chance`)]),
    "",
    summaryLine(comparison),
  ];
};
