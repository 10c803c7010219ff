import { type LimiterFamily, secondsUp, windowUsOf } from "../limiter.ts";

interface AlignedWindowState {
  /** Number of the window since the epoch of the clock. */
  readonly index: number;
  readonly used: number;
}

/** Counts to `limit` in windows cut at multiples of the window; across an edge twice the limit passes in a moment. */
export const fixedWindowAligned = {
  id: "fixed-window-aligned",
  sentence: "Limit requests in each window; windows begin at multiples of their length on the server's clock.",
  start: (config, nowUs) => ({ index: Math.floor(nowUs / windowUsOf(config)), used: 0 }),
  take: (config, state, nowUs) => {
    const windowUs = windowUsOf(config);
    const index = Math.max(state.index, Math.floor(nowUs / windowUs));
    const before = index === state.index ? state.used : 0;
    const admitted = before < config.limit;
    const used = admitted ? before + 1 : before;
    return [
      { index, used },
      { admitted, remaining: config.limit - used, resetS: secondsUp((index + 1) * windowUs - nowUs) },
    ];
  },
  returns: (config, { index }, nowUs) => {
    const endUs = (index + 1) * windowUsOf(config) - nowUs;
    return { fullUs: endUs, nextUs: endUs, windowEndUs: endUs };
  },
  mostAdmitted: (config, intervalUs) => config.limit * (Math.ceil(intervalUs / windowUsOf(config)) + 1),
  resetMeans: "window end",
} as const satisfies LimiterFamily<AlignedWindowState>;

interface AnchoredWindowState {
  /** When the window began; undefined before the first request. */
  readonly sinceUs: number | undefined;
  readonly used: number;
}

/** Counts to `limit` in windows that begin with the first request after the last one ended. */
export const fixedWindowAnchored = {
  id: "fixed-window-anchored",
  sentence: "Limit requests in each window; a window begins with the first request after the last one ended.",
  start: () => ({ sinceUs: undefined, used: 0 }),
  take: (config, state, nowUs) => {
    const windowUs = windowUsOf(config);
    const running = state.sinceUs !== undefined && nowUs < state.sinceUs + windowUs;
    const sinceUs = running && state.sinceUs !== undefined ? state.sinceUs : nowUs;
    const before = running ? state.used : 0;
    const admitted = before < config.limit;
    const used = admitted ? before + 1 : before;
    return [
      { sinceUs, used },
      { admitted, remaining: config.limit - used, resetS: secondsUp(sinceUs + windowUs - nowUs) },
    ];
  },
  returns: (config, { sinceUs = 0 }, nowUs) => {
    const endUs = sinceUs + windowUsOf(config) - nowUs;
    return { fullUs: endUs, nextUs: endUs, windowEndUs: endUs };
  },
  mostAdmitted: (config, intervalUs) => config.limit * (Math.ceil(intervalUs / windowUsOf(config)) + 1),
  resetMeans: "window end",
} as const satisfies LimiterFamily<AnchoredWindowState>;

/** Times of the admitted requests that still count, oldest first; never more than `limit`. */
type SlidingLogState = readonly number[];

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

interface SlidingCounterState {
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
