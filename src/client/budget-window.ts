/**
 * What is believed of the limiter's window. Nobody advertises its length, so it starts from a guess and moves only on
 * evidence that no other kind of limiter could have given.
 */
export interface BudgetWindow {
  readonly seconds: number;
  /** Reset was found to be the time until the budget is full again: what is missing comes back continuously. */
  readonly refills: boolean;
  /** The burst being looked at. */
  readonly run: Run | undefined;
}

interface Run {
  readonly atUs: number;
  readonly remaining: number;
  readonly count: number;
  readonly firstUsed: number;
  readonly firstResetS: number;
  /** Window lengths that fit every answer of the run, if Reset is the time until full. */
  readonly lowS: number;
  readonly highS: number;
}

/** Answers further apart do not belong to one burst. */
const burstGapUs = 1_000_000;
const longestWindowS = 3600;

export const startWindow = (seconds: number): BudgetWindow => ({ seconds, refills: false, run: undefined });

/**
 * Reads one answer.
 *
 * No limiter's Reset is longer than two of its windows (a sliding counter reaches that), which bounds it from below. An upper bound exists only where Reset is the
 * time until full: then used / limit = Reset / window, within the rounding of Reset to whole seconds and the one request
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
  if (windowS !== undefined) return window.seconds === windowS ? window : { ...window, seconds: windowS };
  if (resetS === undefined) return window;
  const seconds = Math.min(longestWindowS, Math.max(window.seconds, (resetS - 1) / 2));
  const used = limit - remaining;
  const before = window.run;
  const lowS = ((resetS - 1) * limit) / (used + 2);
  const highS = ((resetS + 1) * limit) / Math.max(used, 0.5);
  if (before === undefined || nowUs - before.atUs > burstGapUs || remaining > before.remaining)
    return {
      ...window,
      seconds,
      run: { atUs: nowUs, remaining, count: 1, firstUsed: used, firstResetS: resetS, lowS, highS },
    };
  const run: Run = {
    ...before,
    atUs: nowUs,
    remaining,
    count: before.count + 1,
    lowS: Math.max(before.lowS, lowS),
    highS: Math.min(before.highS, highS),
  };
  const proven =
    run.lowS <= run.highS &&
    run.count >= 5 &&
    used - run.firstUsed >= Math.max(4, limit / 4) &&
    resetS - run.firstResetS >= 3;
  if (!proven) return { ...window, seconds, run };
  return { seconds: Math.max(run.lowS, Math.min(seconds, run.highS)), refills: true, run };
};
