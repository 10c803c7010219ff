import type { LimiterObservation } from "./limiter.ts";

/** What a driver does next: send one plain authenticated call and wait for its answer, wait, or stop. */
export type ProbeAction =
  | { readonly kind: "send" }
  | { readonly kind: "wait"; readonly untilUs: number }
  | { readonly kind: "done" };

export interface ProbeState {
  /**
   * `pairs`: two calls less than a refill apart, over and over from a full budget. `drain`: as fast as answers come.
   * `press`: on, though refused. `poll`: watch the budget return.
   */
  readonly phase: "pairs" | "drain" | "press" | "poll";
  readonly startedUs: number;
  readonly sent: number;
  /** Calls sent in this phase. */
  readonly inPhase: number;
  readonly refusedInRow: number;
  readonly limit: number | undefined;
  readonly lastStartUs: number;
  readonly lastEndUs: number;
  /** When the drain ended. */
  readonly drainedUs: number | undefined;
  readonly windowS: number;
}

/** Hard bounds of the probe, whatever the server answers. */
export const probeBounds = { requests: 240, seconds: 90 } as const;

/** Kept for pressing and polling, however much there is to drain. */
const keptForPolls = 40;
const pressCalls = 12;
const mostPairs = 8;
/** All pairs of a window of 60 s, seconds: the drain must still come back while we watch. */
const pairsS = 28;
/**
 * In refills: from the first call of a pair to its second, from pair to pair (so that pairs fall everywhere between the
 * ticks of a clock), and from the last call to the drain, in which all of it is back.
 */
const pairSteps = { apart: 0.75, cycle: 2.83, back: 2.43 } as const;
/** Uneven, so that polls do not fall into step with a grid of refills or with whole seconds of Reset. */
const pollGaps = [0.9, 1.23, 1.07, 0.71, 1.37];
/**
 * Seconds of a 60 s window in which nothing is sent: over the end of a window that began with our first call. A window
 * that begins with the next call is then seconds behind one that began at the edge, and a log has only the first two
 * calls back.
 */
const silence = [57, 63.5] as const;
/** Reset counts whole seconds: a shorter lag behind the end of the window would not show in it. */
const leastLagS = 2.4;
/** A window so short that there is time to watch a second one end, which shows a lag however short. */
const watchedTwiceS = 36;
const silenceOf = (windowS: number): readonly [fromS: number, toS: number] => {
  const [fromS, toS] = [(silence[0] / 60) * windowS, (silence[1] / 60) * windowS];
  return [fromS, windowS <= watchedTwiceS ? toS : Math.max(toS, windowS + leastLagS)];
};

/** Seconds from the start after which no call leaves: what was drained has had a window to come back. */
const endS = ({ windowS, startedUs, drainedUs }: ProbeState): number => {
  const scale = windowS / 60;
  const drainedS = drainedUs === undefined ? 0 : (drainedUs - startedUs) / 1e6 + windowS + 3 * scale;
  const watchedS = silenceOf(windowS)[1] + (windowS <= watchedTwiceS ? 66 : 12.5) * scale;
  // A call may take its time: the last one leaves well before the bound.
  return Math.min(probeBounds.seconds - 5, Math.max(watchedS, drainedS));
};

/** Seconds until one request is back, if all of the limit comes back evenly. */
const stepOf = ({ windowS, limit }: ProbeState): number => windowS / (limit ?? 90);

const pairsOf = (state: ProbeState): number =>
  Math.max(1, Math.min(mostPairs, Math.floor(((pairsS / 60) * state.windowS) / (pairSteps.cycle * stepOf(state)))));

const phaseAfter = (state: ProbeState, inPhase: number, refusedInRow: number): ProbeState["phase"] => {
  switch (state.phase) {
    case "pairs":
      return inPhase >= 2 * pairsOf(state) ? "drain" : "pairs";
    case "drain":
      if (refusedInRow >= 2) return "press";
      return state.sent + 1 >= probeBounds.requests - keptForPolls ? "poll" : "drain";
    case "press":
      return inPhase >= pressCalls ? "poll" : "press";
    case "poll":
      return "poll";
  }
};

/**
 * A plan of at most 240 calls in at most 90 s that distinguishes the families, as a pure state machine.
 *
 * Pairs from a full budget distinguish a continuous bucket, which begins to refill with the first call, from a clock's ticks,
 * which fall between the two as they please; draining distinguishes buckets from windows by what returns meanwhile; pressing on
 * shows whether refused calls cost; then a call about each second watches how the budget returns until more than a
 * window has passed: at once and steadily (buckets), all at an edge (fixed windows), as it was spent
 * (log), or along a line from an edge on (counter); a silence over the end of the window distinguishes an anchored window from
 * an aligned one that happens to be in step with us. The token should have been left alone for a window before.
 */
export const limiterProbe = {
  /** @param windowS the window to expect, seconds; 60 (guide G8) unless a simulator is scaled */
  start: (nowUs: number, windowS = 60): ProbeState => ({
    phase: "pairs",
    startedUs: nowUs,
    sent: 0,
    inPhase: 0,
    refusedInRow: 0,
    limit: undefined,
    lastStartUs: nowUs,
    lastEndUs: nowUs,
    drainedUs: undefined,
    windowS,
  }),

  next: (state: ProbeState, nowUs: number): ProbeAction => {
    const scale = state.windowS / 60;
    const stepUs = stepOf(state) * 1e6;
    const [fromS, toS] = silenceOf(state.windowS);
    const leftUs = state.startedUs + endS(state) * 1e6 - nowUs;
    const leftCalls = probeBounds.requests - state.sent;
    if (leftCalls <= 0 || leftUs < 0) return { kind: "done" };
    const waitUntil = (untilUs: number): ProbeAction =>
      nowUs < untilUs ? { kind: "wait", untilUs: Math.ceil(untilUs) } : { kind: "send" };
    switch (state.phase) {
      case "pairs":
        if (state.inPhase === 0) return { kind: "send" };
        return waitUntil(
          state.inPhase % 2 === 1
            ? state.lastStartUs + pairSteps.apart * stepUs
            : Math.max(state.lastStartUs + (pairSteps.cycle - pairSteps.apart) * stepUs, state.lastEndUs + 2 * stepUs),
        );
      case "drain":
        return state.inPhase === 0 ? waitUntil(state.lastEndUs + pairSteps.back * stepUs) : { kind: "send" };
      case "press":
        return waitUntil(state.lastStartUs + Math.min(0.4 * stepUs, 0.5e6 * scale));
      case "poll": {
        const gapUs = (pollGaps[state.inPhase % pollGaps.length] ?? 1) * scale * 1e6;
        // When few calls are left, they must last to the end.
        const nextUs = state.lastEndUs + Math.max(gapUs, leftUs / leftCalls);
        const silent = nextUs > state.startedUs + fromS * 1e6;
        const untilUs = state.startedUs + toS * 1e6;
        return waitUntil(silent && state.lastEndUs < untilUs ? untilUs : nextUs);
      }
    }
  },

  observe: (state: ProbeState, seen: LimiterObservation): ProbeState => {
    const known = { ...state, limit: state.limit ?? seen.limit };
    const refusedInRow = seen.admitted ? 0 : state.refusedInRow + 1;
    const inPhase = state.inPhase + 1;
    const phase = phaseAfter(known, inPhase, refusedInRow);
    return {
      ...known,
      phase,
      sent: state.sent + 1,
      inPhase: phase === state.phase ? inPhase : 0,
      refusedInRow,
      lastStartUs: seen.startUs,
      lastEndUs: seen.endUs,
      drainedUs: state.phase === "drain" && phase !== "drain" ? seen.endUs : state.drainedUs,
    };
  },
} as const;
