import { type Comparison, compare, type PercentileChange, slowerIn } from "./compare.ts";
import { type Drift, driftBetween } from "./drift.ts";
import type { ReportInput } from "./format.ts";
import { duration, percentileName, signedDuration } from "./text.ts";

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

/** Figures it takes to speak of everything. */
const leastForAll = 3;

/**
 * By how much everything is slower, ms: where every median rose, and by about the same. A pause that every answer has, as
 * of a machine or a network between, is one cause and one sentence.
 */
export const allSlowerBy = ({ latency }: Comparison): number | undefined => {
  const medians = latency.filter(({ decides, p }) => decides && p === 0.5);
  if (medians.length < leastForAll || medians.some(({ verdict }) => verdict !== "slower")) return undefined;
  const rises = medians.map(({ differenceMs }) => differenceMs).sort((a, b) => a - b);
  const middle = rises[Math.floor(rises.length / 2)] ?? 0;
  const alike = rises.every((rise) => Math.abs(rise - middle) <= 0.25 * middle);
  return alike ? middle : undefined;
};

/** Of figures that rose, the one that rose most by its own measure. */
export const worstOf = (comparison: Comparison): PercentileChange | undefined =>
  slowerIn(comparison).toSorted((a, b) => b.share - a.share)[0];
