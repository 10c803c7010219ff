import type { LimiterObservation } from "./observation.ts";

/** What a driver does next: send one plain authenticated call and wait for its answer, wait, or stop. */
export type ProbeAction =
  | { readonly kind: "send" }
  | { readonly kind: "wait"; readonly untilUs: number }
  | { readonly kind: "done" };

export interface ProbeState {
  /** `touch`: two calls. `refill`: let them come back. `drain`: as fast as answers come. `poll`: watch the budget return. */
  readonly phase: "touch" | "refill" | "drain" | "poll";
  readonly startedUs: number;
  readonly sent: number;
  /** Calls sent in this phase. */
  readonly inPhase: number;
  readonly refusedInRow: number;
  readonly limit: number | undefined;
  readonly lastEndUs: number;
  readonly windowS: number;
}

/** Hard bounds of the probe, whatever the server answers. */
export const probeBounds = { requests: 240, seconds: 90 } as const;

const drainCalls = 150;
/** Uneven, so that polls do not fall into step with a grid of refills or with whole seconds of Reset. */
const pollGaps = [0.9, 1.23, 1.07, 0.71, 1.37];
/**
 * Seconds of a 60 s window in which nothing is sent: over the end of a window that began with our first call. A window
 * that begins with the next call is then seconds behind one that began at the edge, and a log has only the first two
 * calls back.
 */
const silence = [57, 63.5] as const;
/** Reset counts whole seconds: a shorter lag behind the end of the window, in a scaled one, would not show in it. */
const leastLagS = 2.4;
const silenceOf = (windowS: number): readonly [fromS: number, toS: number] => {
  const scale = windowS / 60;
  return [silence[0] * scale, Math.max(silence[1] * scale, windowS + leastLagS)];
};

/**
 * A plan of at most 240 calls in at most 90 s that tells the families apart, as a pure state machine.
 *
 * Two calls, and a pause in which they come back, put a continuous bucket out of step with a grid of refills; draining
 * tells buckets from windows by what returns meanwhile; then a call about each second watches how the budget returns
 * until more than a window has passed: at once and steadily (buckets), all at an edge (fixed windows), as it was spent
 * (log), or along a line from an edge on (counter); a silence over the end of the window tells an anchored window from
 * an aligned one that happens to be in step with us. The token should have been left alone for a window before.
 */
export const limiterProbe = {
  /** @param windowS the window to expect, seconds; 60 (guide G8) unless a simulator is scaled */
  start: (nowUs: number, windowS = 60): ProbeState => ({
    phase: "touch",
    startedUs: nowUs,
    sent: 0,
    inPhase: 0,
    refusedInRow: 0,
    limit: undefined,
    lastEndUs: nowUs,
    windowS,
  }),

  next: (state: ProbeState, nowUs: number): ProbeAction => {
    const scale = state.windowS / 60;
    const elapsedS = (nowUs - state.startedUs) / 1e6;
    const [fromS, toS] = silenceOf(state.windowS);
    // A call may take its time: the last one leaves well before the bound.
    if (state.sent >= probeBounds.requests || elapsedS > Math.min(probeBounds.seconds - 5, toS + 12.5 * scale))
      return { kind: "done" };
    const waitUntil = (untilUs: number): ProbeAction =>
      nowUs < untilUs ? { kind: "wait", untilUs: Math.ceil(untilUs) } : { kind: "send" };
    switch (state.phase) {
      case "touch":
      case "drain":
        return { kind: "send" };
      case "refill": {
        const stepS = state.windowS / (state.limit ?? 90);
        return waitUntil(state.lastEndUs + Math.min(Math.max(2.43 * stepS, 5.4 * scale), 8 * scale) * 1e6);
      }
      case "poll": {
        const nextUs = state.lastEndUs + (pollGaps[state.inPhase % pollGaps.length] ?? 1) * scale * 1e6;
        const silent = nextUs > state.startedUs + fromS * 1e6;
        const untilUs = state.startedUs + toS * 1e6;
        return waitUntil(silent && state.lastEndUs < untilUs ? untilUs : nextUs);
      }
    }
  },

  observe: (state: ProbeState, seen: LimiterObservation): ProbeState => {
    const refusedInRow = seen.admitted ? 0 : state.refusedInRow + 1;
    const inPhase = state.inPhase + 1;
    const phase =
      state.phase === "touch"
        ? inPhase >= 2
          ? "refill"
          : "touch"
        : state.phase === "refill"
          ? "drain"
          : state.phase === "drain" && (refusedInRow >= 2 || inPhase >= drainCalls)
            ? "poll"
            : state.phase;
    return {
      ...state,
      phase,
      sent: state.sent + 1,
      inPhase: phase === state.phase ? inPhase : 0,
      refusedInRow,
      limit: state.limit ?? seen.limit,
      lastEndUs: seen.endUs,
    };
  },
} as const;
