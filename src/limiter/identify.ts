import { type FamilyId, families, familyIds } from "./families.ts";
import type { LimiterConfig, LimiterObservation } from "./limiter.ts";
import { coarse, type Hypothesis, refine, replay } from "./replay.ts";
import type { ResetMeaning } from "./reset-fit.ts";

/** How well the best limiter of one family explains what was seen. */
interface LimiterCandidate {
  readonly family: FamilyId;
  readonly limit: number;
  readonly windowS: number;
  /** What it leaves unexplained; an unexplained answer costs about one. */
  readonly cost: number;
}

interface Common {
  /** The best of each family, best first. */
  readonly candidates: readonly LimiterCandidate[];
  /**
   * Cost of the runner-up less that of the best: how many answers speak for the one against the other; at least so many
   * where the runner-up was given up early.
   */
  readonly margin: number;
  readonly observations: number;
}

/** What the limiter is. `undecided` says why, and names nothing: never wrong and sure. */
export type Identification =
  | (Common & {
      readonly kind: "identified";
      readonly family: FamilyId;
      /** Requests a window, as advertised or inferred. */
      readonly limit: number;
      /** Length of the window, or time to refill from empty, seconds. */
      readonly windowS: number;
      /** Requests a second that come back in the long run. */
      readonly refillPerS: number;
      /** The most that a caller with a full budget gets at once. */
      readonly burst: number;
      /** Undefined: no answer has a Reset, or it counts to nothing that the limiter knows; it then favours no family. */
      readonly resetMeans: ResetMeaning | undefined;
    })
  | (Common & { readonly kind: "undecided"; readonly reason: string });

export interface IdentifyOptions {
  /** Windows to expect, seconds, where something is known: others are then believed only on better evidence. */
  readonly windowsS?: readonly number[];
  /** Smallest margin that decides, in unexplained answers. Default 3. */
  readonly decisive?: number;
}

const usualWindowsS = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 900, 1800, 3600];
/** More unexplained than this share of the answers: it is none of the families. */
const tolerated = 0.03;
/** A Reset that leaves more than this share of the answers unexplained counts to nothing the limiter knows. */
const resetTolerated = 0.05;
const fewest = 20;

const limitOf = (observations: readonly LimiterObservation[]): number | undefined => {
  const advertised = new Set(observations.flatMap(({ limit }) => (limit === undefined ? [] : [limit])));
  const [limit] = advertised;
  return advertised.size === 1 && limit !== undefined && limit >= 1 ? limit : undefined;
};

/**
 * The calls from the first one that found the budget full, or undefined when other requests spent from it shortly before: what
 * comes back to others is invisible, and guesses at it were wrong and sure. The recorded limiter shows what was left
 * long ago in its first answer, so the second may speak for it.
 */
const fromFull = (
  observations: readonly LimiterObservation[],
  limit: number,
): readonly LimiterObservation[] | undefined =>
  (observations[0]?.remaining ?? -1) >= limit - 1
    ? observations
    : (observations[1]?.remaining ?? -1) >= limit - 1
      ? observations.slice(1)
      : undefined;

interface Scored extends LimiterCandidate {
  readonly hypothesis: Hypothesis;
  readonly misjudged: number;
  /** Of `cost`, what Reset leaves unexplained, and what is unusual in the hypothesis itself. */
  readonly resetCost: number;
  readonly odd: number;
  readonly resetMeans: ResetMeaning | undefined;
}

const byCost = (a: { readonly cost: number }, b: { readonly cost: number }) => a.cost - b.cost;

/** Oddities an explanation has to pay for: else a window one second off with Reset rounded otherwise would do as well. */
const oddWindow = 3;
const oddRounding = 1;
/** A grid can be laid wherever it fits best, which explains away what a limiter without one would have to answer for. */
const freedom: { readonly [Id in FamilyId]?: number } = { "interval-bucket": 3 };
/** What the best may leave unexplained however few the answers. */
const slack = 3;
/** Phases of a family and window that are searched closely: the best few of the coarse search may all lie on a wrong slope. */
const kept = 6;

/** Where a request comes back in little more time than a call takes, many timings stay possible. */
const beamFor = ({ limit, windowS }: LimiterConfig): number => (windowS / limit < 0.2 ? 40 : 12);

/**
 * How far, as a share of the answers, a coarse fit may be off and still be right after a close one: a counter somewhat out
 * of phase is a request off at most answers, and so is a truncating bucket once a refill was timed wrongly.
 */
const farAtFirst: { readonly [Id in FamilyId]?: number } = { "sliding-counter": 0.7, "truncating-bucket": 0.8 };

/**
 * Tries every family with every window, first roughly, then the promising ones closely. The best come first.
 */
const search = (
  observations: readonly LimiterObservation[],
  useReset: boolean,
  limit: number,
  windowsS: readonly number[],
  expectedS: readonly number[],
): Scored[] => {
  const first = observations[0];
  if (first === undefined) return [];
  const score = (family: FamilyId, hypothesis: Hypothesis, beam: number, ceiling: number): Scored => {
    const { cost, misjudged, reset } = replay(hypothesis, observations, { beam, useReset, ceiling });
    const { config } = hypothesis;
    const odd =
      (expectedS.includes(config.windowS) ? 0 : oddWindow) +
      (reset?.odd === true ? oddRounding : 0) +
      (freedom[family] ?? 0);
    const resetCost = reset?.cost ?? 0;
    return {
      family,
      limit: config.limit,
      windowS: config.windowS,
      hypothesis,
      cost: cost + resetCost + odd,
      misjudged,
      resetCost,
      odd,
      resetMeans: reset?.means,
    };
  };
  const firsts = { firstResetS: first.resetS, firstUs: first.startUs };
  const roughFor = (family: FamilyId) => observations.length * (farAtFirst[family] ?? 0.3);

  let lowest = observations.length;
  const looked: Scored[][] = [];
  for (const windowS of windowsS)
    for (const family of familyIds) {
      const rough = roughFor(family);
      const scored: Scored[] = [];
      for (const hypothesis of coarse({ family, limit, windowS, ...firsts })) {
        const one = score(family, hypothesis, 1, lowest + rough);
        lowest = Math.min(lowest, one.cost);
        scored.push(one);
      }
      looked.push(scored.sort(byCost).slice(0, kept));
    }

  let best = Number.POSITIVE_INFINITY;
  const candidates: Scored[] = [];
  for (const scored of looked.sort((a, b) => (a[0]?.cost ?? 0) - (b[0]?.cost ?? 0))) {
    let [leader] = scored;
    if (leader === undefined) continue;
    const rough = roughFor(leader.family);
    if (leader.cost <= lowest + rough) {
      let near = scored;
      for (let share = 0.5; share > 0.01; share /= 2) {
        const ceiling = (near[0] ?? leader).cost + rough;
        const more = near.flatMap(({ family, hypothesis }) =>
          refine(hypothesis, share).map((refined) => score(family, refined, 1, ceiling)),
        );
        if (more.length === 0) break;
        near = [...near, ...more].sort(byCost).slice(0, kept);
      }
      // A middle-of-the-call replay far behind stays behind; only the near ones deserve the beam.
      leader = near[0] ?? leader;
      if (leader.cost <= best + rough) {
        const closer = (one: Scored): Scored => {
          const close = score(one.family, one.hypothesis, beamFor(one.hypothesis.config), best + 25);
          return close.cost < one.cost ? close : one;
        };
        leader = near.map(closer).sort(byCost)[0] ?? leader;
        // Where the middle fits best, all moments together need not: the last steps are taken with the beam.
        for (let share = 0.5; share > 0.05 && leader.cost > leader.odd && leader.cost <= best + 25; share /= 2) {
          const { family, hypothesis } = leader;
          for (const refined of refine(hypothesis, share)) {
            const close = score(family, refined, beamFor(refined.config), leader.cost);
            if (close.cost < leader.cost) leader = close;
          }
        }
      }
      best = Math.min(best, leader.cost);
    }
    candidates.push(leader);
  }
  return candidates.sort(byCost);
};

/** The best of each family, best first. */
const bestOfEach = (all: readonly Scored[]): Scored[] =>
  familyIds.flatMap((id) => all.find(({ family }) => family === id) ?? []).sort(byCost);

/** Whether nothing that matters is left unexplained: every decision, nearly every Remaining, and Reset where it is used. */
const explains = ({ cost, misjudged, resetCost, odd }: Scored, answers: number): boolean =>
  misjudged === 0 && cost - resetCost - odd <= tolerated * answers + slack && resetCost <= resetTolerated * answers;

/** The fewest pairs that decide whether a refill falls on ticks of a clock or begins with a call. */
const fewestPairs = 3;

/** Pairs of calls of which the first found the budget full, and the second came before a whole request could be back. */
const pairsWithinRefill = (observations: readonly LimiterObservation[], { limit, windowS }: LimiterConfig): number =>
  observations.filter((first, at) => {
    const second = observations[at + 1];
    const full = (first.remaining ?? 0) >= limit - 1;
    return full && second !== undefined && (second.endUs - first.startUs) / 1e6 < windowS / limit;
  }).length;

/**
 * Names the limiter behind a series of calls (best made by {@link limiterProbe}) by replaying every family with every
 * likely window over them. Calls must not overlap, be in order, and find the budget full at first; no other caller may
 * spend from it meanwhile (who does makes it undecided).
 *
 * What is admitted and refused, and Remaining, must be explained by the family alone. Reset may mean anything, so its
 * meaning is fitted to each family by itself; where it fits none, the decision is made without it.
 */
export const identify = (
  observations: readonly LimiterObservation[],
  { windowsS = [], decisive = 3 }: IdentifyOptions = {},
): Identification => {
  const undecided = (reason: string, candidates: readonly LimiterCandidate[] = [], margin = 0): Identification => ({
    kind: "undecided",
    reason,
    candidates,
    margin,
    observations: observations.length,
  });
  if (observations.length < fewest) return undecided(`${observations.length} calls are too few to identify a limiter`);
  const limit = limitOf(observations);
  if (limit === undefined) return undecided("no constant limit is advertised");
  if (observations.every(({ remaining }) => remaining === undefined)) return undecided("no answer has a Remaining");
  const fresh = fromFull(observations, limit);
  if (fresh === undefined) return undecided("the budget was not full at the start: leave the token alone for a window");

  const longestResetS = Math.max(0, ...observations.map(({ resetS }) => resetS ?? 0));
  const fromReset = longestResetS > 1 && longestResetS <= 86_400 ? [longestResetS, longestResetS - 1] : [];
  // The likely ones first: by their cost the others are given up early.
  const windows = [...new Set([...windowsS, 60, ...fromReset, ...usualWindowsS])];
  const expectedS = windowsS.length > 0 ? windowsS : usualWindowsS;

  const hasReset = longestResetS > 0;
  let all = search(fresh, hasReset, limit, windows, expectedS);
  let [best, second] = bestOfEach(all);
  if (hasReset && (best === undefined || !explains(best, fresh.length))) {
    all = search(fresh, false, limit, windows, expectedS);
    [best, second] = bestOfEach(all);
  }
  const ranked = bestOfEach(all).map(({ family, limit, windowS, cost }) => ({ family, limit, windowS, cost }));
  if (best === undefined || !explains(best, fresh.length)) return undecided("no family explains what was seen", ranked);
  const margin = (second?.cost ?? Number.POSITIVE_INFINITY) - best.cost;
  // The more even the best leaves unexplained, the further ahead it must be.
  if (margin < Math.max(decisive, best.cost))
    return undecided(`${best.family} and ${second?.family} explain it about equally well`, ranked, margin);
  if (
    (best.family === "interval-bucket" && second?.family === "token-bucket") ||
    (best.family === "token-bucket" && second?.family === "interval-bucket")
  ) {
    if (pairsWithinRefill(fresh, best) < fewestPairs)
      return undecided(
        `${best.family} and ${second.family} of ${best.windowS} s differ only between calls closer than these`,
        ranked,
        margin,
      );
  }
  const rival = all.find((c) => c.family === best.family && c.windowS !== best.windowS);
  if (rival !== undefined && rival.cost - best.cost < decisive)
    return undecided(
      `windows of ${best.windowS} s and ${rival.windowS} s explain it about equally well`,
      ranked,
      rival.cost - best.cost,
    );
  if (fresh.every(({ admitted }) => admitted))
    return undecided(
      `nothing was refused, so what it enforces is unknown; its headers are those of ${best.family} with ${best.windowS} s`,
      ranked,
      margin,
    );
  return {
    kind: "identified",
    family: best.family,
    limit: best.limit,
    windowS: best.windowS,
    refillPerS: best.limit / best.windowS,
    burst: families[best.family].mostAdmitted(best, 0),
    resetMeans: best.resetMeans,
    candidates: ranked,
    margin,
    observations: observations.length,
  };
};
