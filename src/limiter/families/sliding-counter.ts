import { type LimiterFamily, secondsUp, windowUsOf } from "../limiter.ts";

export interface SlidingCounterState {
  /** Number of the window since the epoch of the clock. */
  readonly index: number;
  readonly current: number;
  readonly previous: number;
}

/** Until there is one more left than now, µs. */
const untilNextUs = (
  { limit, windowUs }: { readonly limit: number; readonly windowUs: number },
  { index, current, previous }: SlidingCounterState,
  nowUs: number,
): number => {
  const intoUs = Math.max(0, nowUs - index * windowUs);
  const target = (limit - remainingOf(limit, windowUs, current, previous * (windowUs - intoUs)) - 1) * windowUs;
  return previous > 0 && current * windowUs <= target
    ? windowUs - (target - current * windowUs) / previous - intoUs
    : windowUs - intoUs + (current > 0 ? Math.max(0, windowUs - target / current) : 0);
};

/** In parts of 1/windowUs of a request, so that everything is a whole number. */
const remainingOf = (limit: number, windowUs: number, current: number, carried: number): number =>
  Math.max(0, Math.floor((limit * windowUs - carried - current * windowUs) / windowUs));

/**
 * Two counters stand in for a log: the previous window counts by the share of it that a window ending now still covers.
 *
 * Why `mostAdmitted` is that of a bucket: in an interval that ends at share f of a window, the last window gives at most
 * `limit - previous * (1 - f)`, so `previous` plus it is at most `limit + limit * f`, and each earlier window at most `limit`.
 */
export const slidingCounter = {
  id: "sliding-counter",
  sentence: "Counts this window and, by the share still covered, the one before; both together stay within Limit.",
  start: (config, nowUs) => ({ index: Math.floor(nowUs / windowUsOf(config)), current: 0, previous: 0 }),
  take: (config, state, nowUs) => {
    const { limit } = config;
    const windowUs = windowUsOf(config);
    const index = Math.max(state.index, Math.floor(nowUs / windowUs));
    const gone = index - state.index;
    const previous = gone === 0 ? state.previous : gone === 1 ? state.current : 0;
    const before = gone === 0 ? state.current : 0;
    const intoUs = Math.max(0, nowUs - index * windowUs);
    const carried = previous * (windowUs - intoUs);
    const admitted = carried + (before + 1) * windowUs <= limit * windowUs;
    const current = admitted ? before + 1 : before;
    const remaining = remainingOf(limit, windowUs, current, carried);
    const nextUs = untilNextUs({ limit, windowUs }, { index, current, previous }, nowUs);
    return [
      { index, current, previous },
      // A lone call counts for up to two windows; only a refused caller needs a Reset that long.
      { admitted, remaining, resetS: secondsUp(admitted ? Math.min(nextUs, windowUs) : nextUs) },
    ];
  },
  returns: (config, state, nowUs) => {
    const windowUs = windowUsOf(config);
    const windowEndUs = (state.index + 1) * windowUs - nowUs;
    return {
      fullUs: state.current > 0 ? windowEndUs + windowUs : state.previous > 0 ? windowEndUs : 0,
      nextUs: untilNextUs({ limit: config.limit, windowUs }, state, nowUs),
      windowEndUs,
    };
  },
  mostAdmitted: (config, intervalUs) => config.limit + Math.floor((intervalUs * config.limit) / windowUsOf(config)),
  resetMeans: "next",
} as const satisfies LimiterFamily<SlidingCounterState>;
