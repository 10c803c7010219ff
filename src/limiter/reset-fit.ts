import type { Decision, LimiterObservation, Returns } from "./limiter.ts";

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

/** What a Reset costs that is not between these whole seconds: where in the call it was decided is unknown. */
const outside = (resetS: number, least: number, most: number): number => {
  const off = resetS < least ? least - resetS : resetS - most;
  return off <= 0 ? 0 : off <= 1 ? leastOff : 1;
};

/**
 * What each rounding leaves unexplained of the answers' Resets, if they have this meaning; given up where all exceed `most`.
 * One search comes through here millions of times: a loop over plain numbers.
 */
const costsOf = (answers: readonly Explained[], meaning: ResetMeaning, most: number): readonly number[] => {
  let up = 0;
  let down = 0;
  let nearest = 0;
  let oneMore = 0;
  for (const { seen, decision, decidedUs, returns } of answers) {
    const { resetS, startUs, endUs } = seen;
    if (resetS === undefined) continue;
    const us = untilUs[meaning](returns, decision);
    if (us === undefined || us === 0) {
      // Nothing to wait for is 0 however it is rounded.
      const cost = us === undefined ? 1 : outside(resetS, 0, 0);
      up += cost;
      down += cost;
      nearest += cost;
      oneMore += cost;
    } else {
      const leastS = Math.max(0, us - (endUs - decidedUs)) / 1e6;
      const mostS = (us + (decidedUs - startUs)) / 1e6;
      const leastUp = Math.ceil(leastS);
      const mostUp = Math.ceil(mostS);
      up += outside(resetS, leastUp, mostUp);
      down += outside(resetS, Math.floor(leastS), Math.floor(mostS));
      nearest += outside(resetS, Math.round(leastS), Math.round(mostS));
      oneMore += outside(resetS, leastUp + 1, mostUp + 1);
    }
    if (up > most && down > most && nearest > most && oneMore > most) break;
  }
  return [up, down, nearest, oneMore];
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
