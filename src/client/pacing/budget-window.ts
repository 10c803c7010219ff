/**
 * The case for a window longer than the one believed in, as answers make it. One answer proves nothing: a Reset may be
 * odd once, or in milliseconds always, and a pace by it would all but stop.
 */
interface LongerWindow {
  /** Answers in a row that a shorter window could not have given, and the least window that explains them all. */
  readonly claims: number;
  readonly leastS: number;
  /** Answers in a row that the longer window, once believed, could not have given. */
  readonly doubts: number;
  /** How often a longer window was believed and found false: each time it takes twice the answers. */
  readonly falls: number;
}

/** What one answer shows. */
interface Shown {
  readonly atUs: number;
  readonly limit: number;
  readonly remaining: number;
  readonly resetS: number;
}

const noLongerWindow: LongerWindow = { claims: 0, leastS: Number.POSITIVE_INFINITY, doubts: 0, falls: 0 };

const fewestClaims = 3;
const mostFalls = 5;
const doubtsToFall = 3;
/** More is not believed of any window that is inferred. */
const longestWindowS = 3600;

/** No limiter's Reset is longer than two of its windows (a sliding counter reaches that). */
const claimOf = ({ resetS }: Shown, longestS: number) => Math.min(longestS, (resetS - 1) / 2);

/**
 * Whether something came back that the answer before had put off: its Reset had not passed, and a bucket slow enough for
 * such a Reset would not have given back half a request meanwhile.
 */
const cameBackEarly = (before: Shown, now: Shown): boolean => {
  const elapsedS = (now.atUs - before.atUs) / 1_000_000;
  const slowestS = ((before.resetS - 1) * before.limit) / (before.limit - before.remaining + 2);
  return (
    now.remaining >= before.remaining &&
    elapsedS >= 0.05 &&
    elapsedS + 2 < before.resetS &&
    elapsedS * before.limit < slowestS / 2
  );
};

/**
 * Whether Reset is shorter than a bucket of that window would say, with more left than other limiters of that window have
 * near their Reset at a steady pace. After a burst a sliding log may have: believing less then costs nothing but evenness,
 * since Remaining guards the budget and the case can be made again.
 */
const resetsTooSoon = ({ limit, remaining, resetS }: Shown, windowS: number): boolean => {
  const used = limit - remaining;
  return used <= limit / 2 && (resetS + 1) * limit < windowS * Math.max(used, 1);
};

/**
 * Weighs one answer.
 * @param believedS the window believed in
 * @param baseS the one to fall back to
 * @param longestS more is not believed
 * @returns the case as it now stands, and the window to believe in
 */
const weigh = (
  longer: LongerWindow,
  before: Shown | undefined,
  now: Shown,
  believedS: number,
  baseS: number,
  longestS: number,
): { readonly longer: LongerWindow; readonly seconds: number; readonly fell: boolean } => {
  const early = before !== undefined && cameBackEarly(before, now);
  const claimS = claimOf(now, longestS);
  const against = believedS > baseS && (early || (claimS <= baseS && resetsTooSoon(now, believedS)));
  const doubts = against ? longer.doubts + 1 : 0;
  if (doubts >= doubtsToFall)
    return {
      longer: { ...noLongerWindow, falls: Math.min(mostFalls, longer.falls + 1) },
      seconds: baseS,
      fell: true,
    };
  if (early || claimS <= believedS)
    return { longer: { ...noLongerWindow, doubts, falls: longer.falls }, seconds: believedS, fell: false };
  const claims = longer.claims + 1;
  const leastS = Math.min(longer.leastS, claimS);
  const enough = claims >= fewestClaims * 2 ** longer.falls;
  return enough
    ? { longer: { ...noLongerWindow, falls: longer.falls }, seconds: leastS, fell: false }
    : { longer: { ...longer, claims, leastS, doubts }, seconds: believedS, fell: false };
};

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
