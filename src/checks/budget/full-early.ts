import { type RuleOutcome, violated } from "../../contract/verdict.ts";
import { type Call, leastShown, resetSlackS, type TrailStep } from "./budget-trail.ts";

/**
 * A Reset that is far too long: all of the budget is back in less than half of it. What comes back bit by bit is back in part before
 * Reset is over, whatever that counts down to, but not all of it. A restart of the service gives all back, once.
 */
export interface FullEarly {
  add(step: TrailStep): RuleOutcome | undefined;
}

/** When half of the budget or more was missing. */
interface Low {
  readonly call: Call;
  readonly resetS: number;
}

const fewestTimes = 2;
/**
 * That much of Reset at the most. A bucket whose Reset is the rest of the minute needs half of that for half of the limit.
 */
const mostShare = 0.4;

export const createFullEarly = (): FullEarly => {
  let low: Low | undefined;
  let last: Low | undefined;
  let times = 0;
  let seqs: readonly number[] = [];
  return {
    add: ({ group }) => {
      if (group === undefined) return undefined;
      const call = leastShown(group.calls) ?? group.calls.at(-1);
      if (call === undefined) return undefined;
      const { limit, remaining, resetS } = call;
      const isFull = remaining > 0.75 * limit && remaining >= limit - group.calls.length - group.lost;
      if (isFull && low?.call.limit === limit) {
        const tookS = (group.endUs - low.call.startUs) / 1e6;
        if (tookS <= mostShare * low.resetS - resetSlackS) {
          times++;
          seqs = [...seqs, low.call.seq, call.seq];
        }
        const expected = `X-RateLimit-Reset: ${low.resetS}, the time until the budget is back`;
        low = last = undefined;
        if (times < fewestTimes) return undefined;
        const shown = seqs;
        times = 0;
        seqs = [];
        return violated(expected, `all of it was back after ${tookS.toFixed(1)} s, as once before`, shown);
      }
      // Where Remaining lags, the first call after the end of a window shows what the one before left, and the new Reset.
      if (remaining > limit / 2) last = undefined;
      else {
        low = last ?? low;
        last = resetS === undefined ? undefined : { call, resetS };
      }
      return undefined;
    },
  };
};
