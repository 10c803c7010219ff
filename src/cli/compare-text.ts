import { safeText } from "../contract/safe-text.ts";
import { changeName } from "../report/changes.ts";
import { type Comparison, type PercentileChange, slowerIn } from "../report/compare.ts";
import type { Drift } from "../report/drift.ts";
import { duration, percent, signedDuration } from "../report/numbers.ts";
import { type Style, table } from "./terminal.ts";

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
      ...(broke === 0 ? [] : [`${broke} rule${broke === 1 ? "" : "s"} broke`]),
      ...(slower === 0 ? [] : [`${slower} service time${slower === 1 ? "" : "s"} rose`]),
    ];
    return `${comparison.regressions} regression${comparison.regressions === 1 ? "" : "s"}: ${parts.join(", ")}.`;
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

const lastLine = (comparison: Comparison): string =>
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
      : [style.faint(`  ${rare} more thing${rare === 1 ? "" : "s"} seen too rarely to separate a change from chance`)]),
    "",
    lastLine(comparison),
  ];
};
