import { type FamilyId, families } from "./families.ts";
import type { AnyLimiterFamily, Decision, LimiterConfig, LimiterObservation, RunningLimiter } from "./limiter.ts";
import { type Explained, fitReset, type ResetFit } from "./reset-fit.ts";

/** One fully specified limiter that may have answered, its budget full before our first call. */
export interface Hypothesis {
  readonly family: AnyLimiterFamily;
  readonly config: LimiterConfig;
  /** Added to our times to get the server's: places the edges of windows that follow the server's clock. */
  readonly shiftUs: number;
  /** How long before our first call the limiter began: places a grid of refills. */
  readonly begunUs: number;
}

interface Fit {
  /**
   * Cost of the decisions and Remainings that the hypothesis does not explain; an unexplained answer costs about one, a
   * decision three: what a limiter does says more than what it tells. 0 is a perfect fit.
   */
  readonly cost: number;
  /** Calls that it would have admitted and that were refused, or the other way about. */
  readonly misjudged: number;
  /** Undefined when not requested, or given up. */
  readonly reset: ResetFit | undefined;
}

interface ReplayOptions {
  /** How many timings to carry on with; 1 takes the middle of each call, and Reset is fitted below the ceiling only. */
  readonly beam: number;
  readonly useReset: boolean;
  /** Give up above this cost. */
  readonly ceiling?: number;
}

/** A replay up to some answer. */
interface Path {
  readonly limiter: RunningLimiter;
  readonly cost: number;
  readonly misjudged: number;
  /** Resets that are not the family's usual ones: they cost nothing here, but show which of equal timings is likelier. */
  readonly odd: number;
  readonly last:
    | { readonly before: Path; readonly decision: Decision; readonly seen: LimiterObservation; readonly atUs: number }
    | undefined;
}

const misjudgedCost = 3;
/** Times closer than this, µs, are the same to any observation. */
const sameUs = 500;

const costOf = (seen: LimiterObservation, decision: Decision): number => {
  if (seen.admitted !== decision.admitted) return misjudgedCost;
  return seen.remaining === undefined || seen.remaining === decision.remaining ? 0 : 1;
};

/** Where within a call the server may have decided, as shares of the call; the middle first. */
const moments = [0.5, 0.04, 0.96, 0.27, 0.73] as const;

/** A replay carried on by one answer that was decided then. */
const decided = (before: Path, seen: LimiterObservation, atUs: number): Path => {
  const [limiter, decision] = before.limiter.take(atUs);
  return {
    limiter,
    cost: before.cost + costOf(seen, decision),
    misjudged: before.misjudged + (seen.admitted === decision.admitted ? 0 : 1),
    odd: before.odd + (seen.resetS === undefined || seen.resetS === decision.resetS ? 0 : 1),
    last: { before, decision, seen, atUs },
  };
};

const byCost = (a: Path, b: Path) => a.cost - b.cost || a.odd - b.odd;

const explainedBy = (path: Path, shiftUs: number): Explained[] => {
  const answers: Explained[] = [];
  for (let at: Path | undefined = path; at?.last !== undefined; at = at.last.before) {
    const { decision, seen, atUs } = at.last;
    answers.push({ seen, decision, decidedUs: atUs - shiftUs, returns: at.limiter.returns(atUs) });
  }
  return answers;
};

/**
 * The first so many that will not go on in the same way: timings that give everything back at the same times are one, and
 * would crowd out the others.
 */
const different = (sorted: readonly Path[], most: number, sinceUs: number): Path[] => {
  const seen = new Set<number>();
  const kept: Path[] = [];
  for (const path of sorted) {
    const atUs = path.last?.atUs ?? 0;
    const { fullUs, nextUs } = path.limiter.returns(atUs);
    // Both in one number, which costs a tenth of a text; 2 ** 26 is more than any time to wait holds of `sameUs`.
    const key =
      Math.round((atUs + fullUs - sinceUs) / sameUs) * 2 ** 26 + Math.round((atUs + nextUs - sinceUs) / sameUs);
    if (seen.has(key)) continue;
    seen.add(key);
    kept.push(path);
    if (kept.length === most) break;
  }
  return kept;
};

/** With the middle of each call alone: a first look makes millions of steps, so nothing is made that it need not keep. */
const replayMiddles = (
  { family, config, shiftUs, begunUs }: Hypothesis,
  observations: readonly LimiterObservation[],
  useReset: boolean,
  ceiling: number,
): Fit => {
  let limiter = family.begin(config, (observations[0]?.startUs ?? 0) + shiftUs - begunUs);
  let cost = 0;
  let misjudged = 0;
  const steps: (readonly [RunningLimiter, Decision])[] = [];
  for (const seen of observations) {
    const step = limiter.take(shiftUs + seen.startUs + (seen.endUs - seen.startUs) * moments[0]);
    limiter = step[0];
    cost += costOf(seen, step[1]);
    if (seen.admitted !== step[1].admitted) misjudged++;
    if (cost > ceiling) return { cost, misjudged, reset: undefined };
    steps.push(step);
  }
  if (!useReset) return { cost, misjudged, reset: undefined };
  const answers: Explained[] = [];
  for (let at = observations.length - 1; at >= 0; at--) {
    const seen = observations[at];
    const step = steps[at];
    if (seen === undefined || step === undefined) continue;
    const decidedUs = seen.startUs + (seen.endUs - seen.startUs) * moments[0];
    answers.push({ seen, decision: step[1], decidedUs, returns: step[0].returns(shiftUs + decidedUs) });
  }
  return { cost, misjudged, reset: fitReset(answers, family.resetMeans, ceiling - cost) };
};

/**
 * Replays observed calls, in order of start, through a hypothesis. The moment of each decision is unknown, so a beam of
 * timings is carried along and the best explains the observations: a bucket that drops fractions remembers such moments.
 */
export const replay = (
  hypothesis: Hypothesis,
  observations: readonly LimiterObservation[],
  { beam, useReset, ceiling = Number.POSITIVE_INFINITY }: ReplayOptions,
): Fit => {
  if (beam === 1) return replayMiddles(hypothesis, observations, useReset, ceiling);
  const { family, config, shiftUs } = hypothesis;
  const firstUs = (observations[0]?.startUs ?? 0) + shiftUs;
  let best: Path = {
    limiter: family.begin(config, firstUs - hypothesis.begunUs),
    cost: 0,
    misjudged: 0,
    odd: 0,
    last: undefined,
  };
  let paths = [best];
  for (const seen of observations) {
    const next: Path[] = [];
    const tookUs = seen.endUs - seen.startUs;
    for (const path of paths)
      for (const share of moments) next.push(decided(path, seen, shiftUs + seen.startUs + tookUs * share));
    paths = next.length > beam ? different(next.sort(byCost), beam, shiftUs + seen.startUs) : next;
    best = paths[0] ?? best;
    if (best.cost > ceiling) return { cost: best.cost, misjudged: best.misjudged, reset: undefined };
  }
  // With several paths kept unsorted, the first need not be the best.
  for (const path of paths) if (path.cost < best.cost || (path.cost === best.cost && path.odd < best.odd)) best = path;
  return {
    cost: best.cost,
    misjudged: best.misjudged,
    reset: useReset ? fitReset(explainedBy(best, shiftUs), family.resetMeans) : undefined,
  };
};

/** What a search for hypotheses starts from, read off the observations. */
interface Clues {
  readonly family: FamilyId;
  readonly limit: number;
  readonly windowS: number;
  readonly firstResetS: number | undefined;
  /** Start of the first call, µs of our clock. */
  readonly firstUs: number;
}

const range = (count: number) => Array.from({ length: count }, (_, at) => at);

/** The coarse search over one family with one window: few enough to try all, near enough for the best to be refined. */
export const coarse = (clues: Clues): Hypothesis[] => {
  const { family, limit, windowS, firstUs } = clues;
  const windowUs = windowS * 1e6;
  const base = { family: families[family], config: { limit, windowS }, shiftUs: 0, begunUs: 0 };
  /** Shift that puts an edge of the server's windows this long after our first call. */
  const edgeAfter = (us: number) => (((-firstUs - us) % windowUs) + windowUs) % windowUs;
  const phases =
    family === "interval-bucket"
      ? range(12).map((n) => ({ begunUs: ((n / 12) * windowUs) / limit }))
      : family === "fixed-window-aligned" || family === "sliding-counter"
        ? [
            ...range(120).map((n) => edgeAfter(((n + 0.5) / 120) * windowUs)),
            ...(clues.firstResetS === undefined
              ? []
              : [0.1, 0.3, 0.5, 0.7, 0.9].map((s) => edgeAfter(((clues.firstResetS ?? 0) - s) * 1e6))),
          ].map((shiftUs) => ({ shiftUs }))
        : [{}];
  return phases.map((phase) => ({ ...base, ...phase }));
};

/** Neighbours of a hypothesis, this share of the coarse search's grid away. */
export const refine = (best: Hypothesis, share: number): Hypothesis[] => {
  const windowUs = best.config.windowS * 1e6;
  switch (best.family.id) {
    case "interval-bucket": {
      const stepUs = (windowUs / best.config.limit / 12) * share;
      return [-1, 1].map((n) => ({ ...best, begunUs: best.begunUs + n * stepUs }));
    }
    case "fixed-window-aligned":
    case "sliding-counter": {
      const stepUs = (windowUs / 120) * share;
      return [-1, 1].map((n) => ({ ...best, shiftUs: best.shiftUs + n * stepUs }));
    }
    default:
      return [];
  }
};
