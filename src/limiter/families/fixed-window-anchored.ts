import { type LimiterFamily, secondsUp, windowUsOf } from "../limiter.ts";

export interface AnchoredWindowState {
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
