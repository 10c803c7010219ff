import type { AnyLimiterFamily, Decision, LimiterConfig, RunningLimiter } from "./limiter.ts";
import type { LimiterObservation } from "./observation.ts";

/** One fully specified limiter that may have answered, its budget full before our first call. */
export interface Hypothesis {
  readonly family: AnyLimiterFamily;
  readonly config: LimiterConfig;
  /** Added to our times to get the server's: places the edges of windows that follow the server's clock. */
  readonly shiftUs: number;
  /** How long before our first call the limiter began: places a grid of refills. */
  readonly begunUs: number;
}

export interface Fit {
  /** Cost of everything the hypothesis does not explain; an unexplained answer costs about one. 0 is a perfect fit. */
  readonly cost: number;
  /** Reset is this many seconds off throughout: another rounding. */
  readonly resetOffset: number;
}

export interface ReplayOptions {
  /** How many timings to carry on with; 1 takes the middle of each call. */
  readonly beam: number;
  readonly useReset: boolean;
  /** Give up above this cost. */
  readonly ceiling?: number;
}

const offsets = [0, -1, 1] as const;
type Costs = readonly [number, number, number];

interface Path {
  readonly limiter: RunningLimiter;
  readonly cost: number;
  readonly reset: Costs;
}

const total = ({ cost, reset }: Path) => cost + Math.min(...reset);

const mainCost = (seen: LimiterObservation, said: Decision): number => {
  if (seen.admitted !== said.admitted) return 2;
  if (seen.remaining === undefined) return 0;
  const off = Math.abs(seen.remaining - said.remaining);
  return off === 0 ? 0 : off === 1 ? 0.5 : 1;
};

const resetCost = (seen: LimiterObservation, said: Decision, offset: number): number => {
  if (seen.resetS === undefined) return 0;
  const off = Math.abs(seen.resetS - said.resetS - offset);
  return off === 0 ? 0 : off === 1 ? 0.25 : 1;
};

/** Where within a call the server may have decided, as shares of the call; the middle first. */
const moments = [0.5, 0.04, 0.96] as const;

/**
 * Replays observed calls, in order of start, through a hypothesis. The moment of each decision is unknown, so a beam of
 * timings is carried along and the best explains the observations: a bucket that drops fractions remembers such moments.
 */
export const replay = (
  hypothesis: Hypothesis,
  observations: readonly LimiterObservation[],
  { beam, useReset, ceiling = Number.POSITIVE_INFINITY }: ReplayOptions,
): Fit => {
  const { family, config, shiftUs } = hypothesis;
  const firstUs = (observations[0]?.startUs ?? 0) + shiftUs;
  const limiter = family.begin(config, firstUs - hypothesis.begunUs);
  let paths: Path[] = [{ limiter, cost: 0, reset: [0, 0, 0] }];
  const shares = beam === 1 ? moments.slice(0, 1) : moments;
  for (const seen of observations) {
    const next: Path[] = [];
    for (const path of paths) {
      for (const share of shares) {
        const [after, said] = path.limiter.take(shiftUs + seen.startUs + (seen.endUs - seen.startUs) * share);
        const [same, early, late] = path.reset;
        next.push({
          limiter: after,
          cost: path.cost + mainCost(seen, said),
          reset: useReset
            ? [same + resetCost(seen, said, 0), early + resetCost(seen, said, -1), late + resetCost(seen, said, 1)]
            : path.reset,
        });
      }
    }
    paths = next.length > beam ? next.sort((a, b) => total(a) - total(b)).slice(0, beam) : next;
    const best = paths[0];
    if (best !== undefined && total(best) > ceiling) return { cost: total(best), resetOffset: 0 };
  }
  const best = paths[0] ?? { limiter, cost: 0, reset: [0, 0, 0] as const };
  const at = best.reset.indexOf(Math.min(...best.reset));
  return { cost: total(best), resetOffset: offsets[at] ?? 0 };
};
