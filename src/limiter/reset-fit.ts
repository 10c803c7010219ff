import type { Decision, Returns } from "./limiter.ts";
import type { LimiterObservation } from "./observation.ts";

/**
 * What a Reset may count down to: all of the budget back, one more request back, the next call that will be admitted (0
 * while anything is left), or the end of the window.
 */
export type ResetMeaning = "full" | "next" | "wait" | "window end";

/** What a Reset a second off costs, the least there is. */
const leastOff = 0.25;

/** An answer as a replay explains it: what the limiter decided, and what it had to give back then. */
export interface Explained {
  readonly seen: LimiterObservation;
  readonly decision: Decision;
  /** When the replay let it be decided, on the clock of `seen`. */
  readonly decidedUs: number;
  readonly returns: Returns;
}

/** How well the best meaning explains the Resets in the answers. */
export interface ResetFit {
  /** An unexplained Reset costs one, one a second off a quarter. */
  readonly cost: number;
  readonly means: ResetMeaning;
  /** Rounded otherwise than up: an unspecified input that an explanation has to pay for. */
  readonly odd: boolean;
}

const untilUs: { readonly [Meaning in ResetMeaning]: (returns: Returns, decision: Decision) => number | undefined } = {
  "window end": ({ windowEndUs }) => windowEndUs,
  full: ({ fullUs }) => fullUs,
  next: ({ nextUs }) => nextUs,
  wait: ({ nextUs }, { remaining }) => (remaining > 0 ? 0 : nextUs),
};

const meanings: readonly ResetMeaning[] = ["window end", "full", "next", "wait"];

/** To whole seconds, the usual way first. */
const roundings: readonly ((us: number) => number)[] = [
  (us) => Math.ceil(us / 1e6),
  (us) => Math.floor(us / 1e6),
  (us) => Math.round(us / 1e6),
  (us) => Math.ceil(us / 1e6) + 1,
];

const zero = () => 0;

/** What a Reset costs if time left between these, µs, is rounded like this: where in the call it was decided is unknown. */
const costOf = (resetS: number, leastUs: number, mostUs: number, round: (us: number) => number): number => {
  const least = round(leastUs);
  const most = round(mostUs);
  const off = resetS < least ? least - resetS : Math.max(0, resetS - most);
  return off === 0 ? 0 : off <= 1 ? leastOff : 1;
};

/** What each rounding leaves unexplained of the answers' Resets, if they have this meaning; given up where all exceed `most`. */
const costsOf = (answers: readonly Explained[], meaning: ResetMeaning, most: number): readonly number[] => {
  const costs = roundings.map(() => 0);
  // A loop, since one search comes through here millions of times.
  for (const { seen, decision, decidedUs, returns } of answers) {
    const { resetS, startUs, endUs } = seen;
    if (resetS === undefined) continue;
    const us = untilUs[meaning](returns, decision);
    const leastUs = us === undefined ? 0 : Math.max(0, us - (endUs - decidedUs));
    const mostUs = us === undefined ? 0 : us + (decidedUs - startUs);
    let least = Number.POSITIVE_INFINITY;
    for (let at = 0; at < roundings.length; at++) {
      // Nothing to wait for is 0 however it is rounded.
      const round = us === 0 ? zero : (roundings[at] ?? zero);
      const sum = (costs[at] ?? 0) + (us === undefined ? 1 : costOf(resetS, leastUs, mostUs, round));
      costs[at] = sum;
      if (sum < least) least = sum;
    }
    if (least > most) break;
  }
  return costs;
};

/**
 * Fits the meaning of Reset to a replay, whatever the family: a server may count to anything it knows.
 * @param preferred tried first, so that it wins where several meanings say the same
 * @param ceiling what costs more is given up; the cost is then a lower bound
 */
export const fitReset = (
  answers: readonly Explained[],
  preferred: ResetMeaning,
  ceiling = Number.POSITIVE_INFINITY,
): ResetFit => {
  let best: ResetFit = { cost: Math.max(0, ceiling) + leastOff, means: preferred, odd: false };
  for (const means of new Set([preferred, ...meanings]))
    for (const [at, cost] of costsOf(answers, means, best.cost + 1).entries()) {
      const odd = at > 0;
      if (cost + Number(odd) < best.cost + Number(best.odd)) best = { cost, means, odd };
    }
  return best;
};
