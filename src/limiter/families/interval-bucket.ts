import { type LimiterFamily, secondsUp, windowUsOf } from "../limiter.ts";

export interface IntervalBucketState {
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
