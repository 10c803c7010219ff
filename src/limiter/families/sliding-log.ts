import { type LimiterFamily, secondsUp, windowUsOf } from "../limiter.ts";

/** Times of the admitted requests that still count, oldest first; never more than `limit`. */
export type SlidingLogState = readonly number[];

/** Remembers each admitted request for one window; each comes back alone, exactly one window after it was spent. */
export const slidingLog = {
  id: "sliding-log",
  sentence: "At most Limit requests in any window that ends now; each counts for exactly one window.",
  start: () => [],
  take: (config, state, nowUs) => {
    const windowUs = windowUsOf(config);
    const firstAlive = state.findIndex((atUs) => atUs > nowUs - windowUs);
    const alive = firstAlive === 0 ? state : firstAlive === -1 ? [] : state.slice(firstAlive);
    const admitted = alive.length < config.limit;
    const log = admitted ? [...alive, nowUs] : alive;
    const oldestUs = log[0] ?? nowUs;
    return [log, { admitted, remaining: config.limit - log.length, resetS: secondsUp(oldestUs + windowUs - nowUs) }];
  },
  returns: (config, log, nowUs) => ({
    fullUs: (log.at(-1) ?? nowUs) + windowUsOf(config) - nowUs,
    nextUs: (log[0] ?? nowUs) + windowUsOf(config) - nowUs,
  }),
  mostAdmitted: (config, intervalUs) => config.limit * (Math.floor(intervalUs / windowUsOf(config)) + 1),
  resetMeans: "next",
} as const satisfies LimiterFamily<SlidingLogState>;
