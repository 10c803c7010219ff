import { type LongerWindow, longestWindowS, noLongerWindow, type Shown, weigh } from "./longer-window.ts";

/**
 * The estimated window of the limiter. No header gives its length, so the estimate starts from a guess and moves only on
 * evidence that no other kind of limiter could have given.
 */
export interface BudgetWindow {
  readonly seconds: number;
  /** What to fall back to should `seconds`, where that is longer, be found false. */
  readonly baseS: number;
  readonly longer: LongerWindow;
  /** No window longer than this is inferred. */
  readonly longestS: number;
  /** Reset was found to be the time until the budget is full again: what is missing comes back continuously. */
  readonly refills: boolean;
  /** The burst being looked at. */
  readonly run: Run | undefined;
}

interface Run {
  /** The latest answer. */
  readonly last: Shown;
  readonly count: number;
  readonly firstUsed: number;
  readonly firstResetS: number;
  /** Window lengths that fit every answer of the run, if Reset is the time until full. */
  readonly lowS: number;
  readonly highS: number;
}

/** Answers further apart do not belong to one burst. */
const burstGapUs = 1_000_000;

export const startWindow = (seconds: number, longestS = longestWindowS): BudgetWindow => ({
  seconds,
  baseS: seconds,
  longestS: Math.max(seconds, longestS),
  longer: noLongerWindow,
  refills: false,
  run: undefined,
});

/**
 * Reads one answer.
 *
 * A long Reset bounds the window from below, once several answers agree ({@link weigh}). An upper bound exists only where
 * Reset is the time until full: then used / limit = Reset / window, within the rounding of Reset to whole seconds and the one request
 * by which Remaining may lag. Only a burst shows that: Remaining falls and Reset rises with it by seconds. A window's end
 * or the return of the oldest request do not move so, and a bucket met after a pause may show a Remaining of long ago.
 */
export const nextWindow = (
  window: BudgetWindow,
  nowUs: number,
  limit: number,
  remaining: number,
  { resetS, windowS }: { readonly resetS: number | undefined; readonly windowS: number | undefined },
): BudgetWindow => {
  if (windowS !== undefined) return { ...window, seconds: windowS, baseS: windowS };
  if (resetS === undefined) return window;
  const last: Shown = { atUs: nowUs, limit, remaining, resetS };
  const before = window.run;
  const { longer, seconds, fell } = weigh(
    window.longer,
    before?.last,
    last,
    window.seconds,
    window.baseS,
    window.longestS,
  );
  const refills = window.refills && !fell;
  const { baseS, longestS } = window;
  const used = limit - remaining;
  const lowS = ((resetS - 1) * limit) / (used + 2);
  const highS = ((resetS + 1) * limit) / Math.max(used, 0.5);
  if (before === undefined || nowUs - before.last.atUs > burstGapUs || remaining > before.last.remaining)
    return {
      seconds,
      baseS,
      longestS,
      longer,
      refills,
      run: { last, count: 1, firstUsed: used, firstResetS: resetS, lowS, highS },
    };
  const run: Run = {
    last,
    count: before.count + 1,
    firstUsed: before.firstUsed,
    firstResetS: before.firstResetS,
    lowS: Math.max(before.lowS, lowS),
    highS: Math.min(before.highS, highS),
  };
  const proven =
    run.lowS <= run.highS &&
    run.count >= 5 &&
    used - run.firstUsed >= Math.max(4, limit / 4) &&
    resetS - run.firstResetS >= 3;
  if (!proven || fell) return { seconds, baseS, longestS, longer, refills, run };
  const provenS = Math.min(longestS, Math.max(run.lowS, Math.min(seconds, run.highS)));
  return { seconds: provenS, baseS: Math.min(baseS, provenS), longestS, longer, refills: true, run };
};
