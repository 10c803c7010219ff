import { safeText } from "../contract/safe-text.ts";
import type { Comparison, PercentileChange } from "../report/compare.ts";
import type { Drift } from "../report/drift.ts";
import { duration, percent, percentileName } from "../report/numbers.ts";
import { type Style, table } from "./terminal.ts";

const signed = (ms: number) => `${ms < 0 ? "-" : "+"}${duration(Math.abs(ms))}`;

const paint = (style: Style, { verdict }: PercentileChange): string =>
  verdict === "slower" ? style.bad(verdict) : verdict === "faster" ? style.good(verdict) : style.faint(verdict);

/** A comparison as lines for a terminal. */
export const comparisonLines = (comparison: Comparison, drifts: readonly Drift[], style: Style): readonly string[] => [
  `${style.strong(safeText(comparison.before))} → ${style.strong(safeText(comparison.after))}`,
  "",
  ...table(
    comparison.latency.map((change) => [
      safeText(`${change.scenario} ${change.operation ?? change.name} ${percentileName(change.p)}`),
      `${duration(change.beforeMs)} → ${duration(change.afterMs)}`,
      `${signed(change.differenceMs)} (${signed(change.interval[0])} to ${signed(change.interval[1])})`,
      paint(style, change),
    ]),
  ),
  ...comparison.rules.map(
    (change) =>
      `  ${change.kind === "broke" ? style.bad("broke") : change.kind}  ${safeText(`${change.rule}: ${change.sentence}`)}`,
  ),
  ...drifts.map(
    (drift) =>
      `  ${drift.kind === "breaking" ? style.bad("breaking") : style.faint("drift")}  ${safeText(`${drift.operation} ${drift.status}: ${drift.says}`)}`,
  ),
  "",
  comparison.regressions === 0
    ? `No regression: no rule broke, and no latency rose by more than ${percent(comparison.tolerance.share)} beyond chance.`
    : `${comparison.regressions} regression${comparison.regressions === 1 ? "" : "s"}.`,
];
