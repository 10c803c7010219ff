import { type Comparison, compare, type PercentileChange, slowerIn } from "./compare.ts";
import { type Drift, driftBetween } from "./drift.ts";
import type { ReportInput } from "./format.ts";
import { duration, percentileName, signedDuration } from "./numbers.ts";

/** A run measured against another one. */
export interface Compared {
  readonly against: "the previous run" | "the baseline";
  readonly comparison: Comparison;
}

/** What is different from runs before, which no verdict of the run itself shows. */
export interface Changes {
  /** Against the previous run and the baseline, where there are such. */
  readonly compared: readonly Compared[];
  /** How the API differs from the previous run; undefined: one of the two has no fingerprint of it. */
  readonly drift: readonly Drift[] | undefined;
}

const seek = ({ run, previous, baseline }: ReportInput): Changes => {
  const compared = (against: Compared["against"], other: ReportInput["previous"]): Compared[] =>
    other === undefined ? [] : [{ against, comparison: compare(other, run) }];
  return {
    compared: [
      ...compared("the previous run", previous),
      ...compared("the baseline", baseline?.id === previous?.id ? undefined : baseline),
    ],
    drift:
      previous?.behaviour === undefined || run.behaviour === undefined
        ? undefined
        : driftBetween(previous.behaviour, run.behaviour),
  };
};

const known = new WeakMap<ReportInput, Changes>();

/** What changed; worked out once an input, as several parts of a page speak of it. */
export const changesOf = (input: ReportInput): Changes => {
  const found = known.get(input) ?? seek(input);
  known.set(input, found);
  return found;
};

/** Drift that may make a client fail. */
export const breakingDrift = ({ drift }: Changes): readonly Drift[] =>
  (drift ?? []).filter(({ kind }) => kind === "breaking");

/** What a figure of a comparison is of: "paced · getUser p50". */
export const changeName = ({ scenario, name, operation, p }: PercentileChange): string =>
  `${scenario} · ${operation ?? name} ${percentileName(p)}`;

/** "1.02 ms → 21.3 ms, +20.3 ms (+19.8 ms to +20.9 ms)". */
export const changeFigures = ({ beforeMs, afterMs, differenceMs, interval: [low, high] }: PercentileChange): string =>
  `${duration(beforeMs)} → ${duration(afterMs)}, ${signedDuration(differenceMs)} (${signedDuration(low)} to ${signedDuration(high)})`;

/** Of figures that rose, the one that rose most by its own measure. */
export const worstOf = (comparison: Comparison): PercentileChange | undefined =>
  slowerIn(comparison).toSorted((a, b) => b.share - a.share)[0];
