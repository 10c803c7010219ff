import { type LimiterFamily, secondsUp, windowUsOf } from "../limiter.ts";

export interface AlignedWindowState {
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
