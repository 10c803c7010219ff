/** Reset against what is missing: a line, where Reset is the time until a bucket is full. */
export interface Line {
  /** X-RateLimit-Limit of the answers it was drawn through. */
  readonly limit: number;
  /** Seconds of Reset a missing call. */
  readonly slope: number;
  /** Reset where nothing is missing, seconds. */
  readonly atFull: number;
}

/**
 * A line through answers of bursts, least squares, sums only. Within bursts that leave no time for a refill a window's Reset
 * does not rise with what is missing, so that where it does the limiter is a bucket, whoever else is on the token.
 */
export interface ResetFit {
  add(limit: number, missing: number, resetS: number): void;
  /** Undefined: too little was seen, or there is none. */
  readonly line: Line | undefined;
}

const fewestPoints = 25;
/** So many seconds of Reset, and so much of the limit, the points must span: less is lost in rounding. */
const leastSpanS = 3;
const leastShare = 1 / 3;
/** Rounding explains as much, seconds, on average, of a short span less; a Remaining that lags a call as much of a call's share. */
const roundingS = 0.75;
const roundingShare = 1 / 7;
const lagShare = 0.3;

export const createResetFit = (): ResetFit => {
  let limitSeen: number | undefined;
  let n = 0;
  let sumM = 0;
  let sumR = 0;
  let sumMM = 0;
  let sumMR = 0;
  let sumRR = 0;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = 0;
  let line: Line | undefined;
  /** Reset was 0 with more than half missing: it is the time until the next call, and no line. */
  let untilNext = false;

  const drawn = (limit: number): Line | undefined => {
    const span = highest - lowest;
    if (n < fewestPoints || span < leastShare * limit) return undefined;
    const spread = sumMM - (sumM * sumM) / n;
    const together = sumMR - (sumM * sumR) / n;
    const slope = together / spread;
    const off = Math.max(0, sumRR - (sumR * sumR) / n - slope * together);
    const spanS = slope * span;
    const most = Math.min(roundingS, roundingShare * spanS) + lagShare * slope;
    if (spanS < leastSpanS || Math.sqrt(off / n) > most) return undefined;
    return { limit, slope, atFull: (sumR - slope * sumM) / n };
  };

  return {
    add: (limit, missing, resetS) => {
      if (limit !== limitSeen) {
        limitSeen = limit;
        untilNext = false;
        n = sumM = sumR = sumMM = sumMR = sumRR = highest = 0;
        lowest = Number.POSITIVE_INFINITY;
      }
      untilNext ||= resetS === 0 && missing > limit / 2;
      n++;
      sumM += missing;
      sumR += resetS;
      sumMM += missing * missing;
      sumMR += missing * resetS;
      sumRR += resetS * resetS;
      lowest = Math.min(lowest, missing);
      highest = Math.max(highest, missing);
      line = untilNext ? undefined : drawn(limit);
    },
    get line() {
      return line;
    },
  };
};
