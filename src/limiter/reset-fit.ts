import type { Decision, Returns } from "./limiter.ts";
import type { LimiterObservation } from "./observation.ts";

/**
 * What a Reset may count down to: all of the budget back, one more request back, the next call that will be admitted (0
 * while anything is left), or the end of the window.
 */
export type ResetMeaning = "full" | "next" | "wait" | "window end";

/** An answer as a replay explains it: what the limiter decided, and what it had to give back then. */
export interface Explained {
  readonly seen: LimiterObservation;
  readonly said: Decision;
  /** When the replay let it be decided, on the clock of `seen`. */
  readonly decidedUs: number;
  readonly returns: Returns;
}

/** How well the best meaning explains the Resets told. */
export interface ResetFit {
  /** An unexplained Reset costs one, one a second off a quarter. */
  readonly cost: number;
  readonly means: ResetMeaning;
  /** Rounded otherwise than up: an oddity that an explanation has to pay for. */
  readonly odd: boolean;
}

const untilUs: { readonly [Meaning in ResetMeaning]: (returns: Returns, said: Decision) => number | undefined } = {
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

/** The exact moment of the decision is unknown within the call, so the time left is known no better. */
const costOf = (
  { seen, said, decidedUs, returns }: Explained,
  meaning: ResetMeaning,
  round: (us: number) => number,
) => {
  const { resetS, startUs, endUs } = seen;
  if (resetS === undefined) return 0;
  const us = untilUs[meaning](returns, said);
  if (us === undefined) return 1;
  const still = us === 0;
  const least = still ? 0 : round(Math.max(0, us - (endUs - decidedUs)));
  const most = still ? 0 : round(us + (decidedUs - startUs));
  const off = resetS < least ? least - resetS : Math.max(0, resetS - most);
  return off === 0 ? 0 : off <= 1 ? 0.25 : 1;
};

/**
 * Fits the meaning of Reset to a replay, whatever the family: a server may count to anything it knows.
 * @param preferred tried first, so that it wins where several meanings say the same
 */
export const fitReset = (answers: readonly Explained[], preferred: ResetMeaning): ResetFit => {
  let best: ResetFit = { cost: Number.POSITIVE_INFINITY, means: preferred, odd: false };
  for (const means of new Set([preferred, ...meanings]))
    for (const [at, round] of roundings.entries()) {
      const odd = at > 0;
      const most = best.cost + Number(best.odd) - Number(odd);
      let cost = 0;
      for (const answer of answers) {
        cost += costOf(answer, means, round);
        if (cost >= most) break;
      }
      if (cost < most) best = { cost, means, odd };
    }
  return best;
};
