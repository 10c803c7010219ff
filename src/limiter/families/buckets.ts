import { type LimiterConfig, type LimiterFamily, secondsUp, windowUsOf } from "../limiter.ts";

/** The level is counted in parts: `windowUs` parts are one request, and `limit` parts come back each microsecond. */
interface TokenBucketState {
  readonly parts: number;
  readonly atUs: number;
}

/** Refills continuously, `limit` a window, and holds at most `limit`. GCRA with burst = limit is the same machine. */
export const tokenBucket = {
  id: "token-bucket",
  sentence: "A bucket of Limit requests that refills continuously, Limit a window.",
  start: (config, nowUs) => ({ parts: config.limit * windowUsOf(config), atUs: nowUs }),
  take: (config, state, nowUs) => {
    const windowUs = windowUsOf(config);
    const full = config.limit * windowUs;
    const level = Math.min(full, state.parts + Math.max(0, nowUs - state.atUs) * config.limit);
    const admitted = level >= windowUs;
    const parts = admitted ? level - windowUs : level;
    return [
      { parts, atUs: Math.max(nowUs, state.atUs) },
      { admitted, remaining: Math.floor(parts / windowUs), resetS: secondsUp((full - parts) / config.limit) },
    ];
  },
  returns: (config, { parts }) => {
    const windowUs = windowUsOf(config);
    return {
      fullUs: (config.limit * windowUs - parts) / config.limit,
      nextUs: (windowUs - (parts % windowUs)) / config.limit,
    };
  },
  mostAdmitted: (config, intervalUs) => config.limit + Math.floor((intervalUs * config.limit) / windowUsOf(config)),
  resetMeans: "full",
} as const satisfies LimiterFamily<TokenBucketState>;

interface TruncatingBucketState {
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

interface IntervalBucketState {
  readonly tokens: number;
  /** Where the grid of refills begins. */
  readonly anchorUs: number;
  /** Refills counted so far. */
  readonly ticks: number;
}

/** One request comes back at each point of a grid of window / limit, with or without calls. */
export const intervalBucket = {
  id: "interval-bucket",
  sentence: "A bucket of Limit requests that gets one back at each tick of a clock, Limit ticks a window.",
  start: (config, nowUs) => ({ tokens: config.limit, anchorUs: nowUs, ticks: 0 }),
  take: (config, state, nowUs) => {
    const { limit } = config;
    const windowUs = windowUsOf(config);
    const ticks = Math.max(state.ticks, Math.floor(((nowUs - state.anchorUs) * limit) / windowUs));
    const available = Math.min(limit, state.tokens + ticks - state.ticks);
    const admitted = available >= 1;
    const tokens = admitted ? available - 1 : available;
    const nextTickUs = state.anchorUs + ((ticks + 1) * windowUs) / limit;
    return [
      { tokens, anchorUs: state.anchorUs, ticks },
      { admitted, remaining: tokens, resetS: secondsUp(nextTickUs - nowUs) },
    ];
  },
  returns: (config, { tokens, anchorUs, ticks }, nowUs) => {
    const stepUs = windowUsOf(config) / config.limit;
    const nextUs = anchorUs + (ticks + 1) * stepUs - nowUs;
    return { fullUs: Math.max(0, nextUs + (config.limit - tokens - 1) * stepUs), nextUs };
  },
  mostAdmitted: (config, intervalUs) => config.limit + Math.ceil((intervalUs * config.limit) / windowUsOf(config)),
  resetMeans: "next",
} as const satisfies LimiterFamily<IntervalBucketState>;
