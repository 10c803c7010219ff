import { type LimiterConfig, type LimiterFamily, windowUsOf } from "../limiter.ts";

export interface TruncatingBucketState {
  /** What was left after the last admitted call: the Remaining of the *next* answer. */
  readonly stored: number;
  /** When that call was. */
  readonly atUs: number;
}

const resetS = ({ limit, windowS }: LimiterConfig, left: number): number =>
  Math.floor(((limit - left + 1) * windowS) / limit);

/**
 * The limiter of the live service, by a model that reproduces every recorded triple of headers. Two oddities: Remaining
 * lags one call, and each admitted call forgets the fraction of a request that had come back so far, so that callers
 * just below the limit drain it. A refused call changes nothing (inferred). Reset is about the time until full.
 * A new token starts full; what it shows first is unknown, here Limit.
 * @see facts 7.5
 */
export const truncatingBucket = {
  id: "truncating-bucket",
  sentence:
    "A bucket whose refill is cut to whole requests at each call and whose Remaining lags one call, as recorded.",
  start: (config, nowUs) => ({ stored: config.limit, atUs: nowUs }),
  take: (config, state, nowUs) => {
    const { limit } = config;
    const refill = Math.floor((Math.max(0, nowUs - state.atUs) * limit) / windowUsOf(config));
    const available = Math.min(limit, state.stored + refill);
    if (available < 1) return [state, { admitted: false, remaining: 0, resetS: resetS(config, state.stored) }];
    const stored = available - 1;
    return [
      { stored, atUs: Math.max(nowUs, state.atUs) },
      { admitted: true, remaining: state.stored, resetS: resetS(config, stored) },
    ];
  },
  returns: (config, { stored, atUs }, nowUs) => {
    const stepUs = windowUsOf(config) / config.limit;
    // As recorded: one request more than is missing, and not less while calls are refused.
    return { fullUs: (config.limit - stored + 1) * stepUs, nextUs: Math.max(0, atUs + stepUs - nowUs) };
  },
  mostAdmitted: (config, intervalUs) => config.limit + Math.floor((intervalUs * config.limit) / windowUsOf(config)),
  resetMeans: "full",
} as const satisfies LimiterFamily<TruncatingBucketState>;
