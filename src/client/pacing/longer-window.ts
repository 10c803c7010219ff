/**
 * The case for a window longer than the one believed in, as answers make it. One answer proves nothing: a Reset may be
 * odd once, or in milliseconds always, and a pace by it would all but stop.
 */
export interface LongerWindow {
  /** Answers in a row that a shorter window could not have given, and the least window that explains them all. */
  readonly claims: number;
  readonly leastS: number;
  /** Answers in a row that the longer window, once believed, could not have given. */
  readonly doubts: number;
  /** How often a longer window was believed and found false: each time it takes twice the answers. */
  readonly falls: number;
}

/** What one answer shows. */
export interface Shown {
  readonly atUs: number;
  readonly limit: number;
  readonly remaining: number;
  readonly resetS: number;
}

export const noLongerWindow: LongerWindow = { claims: 0, leastS: Number.POSITIVE_INFINITY, doubts: 0, falls: 0 };

const fewestClaims = 3;
const mostFalls = 5;
const doubtsToFall = 3;
/** More is not believed of any window that is inferred. */
export const longestWindowS = 3600;

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
export const weigh = (
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
