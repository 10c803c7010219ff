import { type LimiterFamily, secondsUp, windowUsOf } from "../limiter.ts";

/** The level is counted in parts: `windowUs` parts are one request, and `limit` parts come back each microsecond. */
export interface TokenBucketState {
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
