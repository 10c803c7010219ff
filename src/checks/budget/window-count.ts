import { type Group, minuteS, mostReturned } from "./budget-trail.ts";

/**
 * Counts what is admitted between two moments at which nothing comes back: as long as Reset counts down to one and the same
 * moment, and Remaining falls by what was sent. A bucket's Reset moves with each call, so that it never gets far here; of a window
 * and of a log no more than the limit may be admitted until that moment, to the call.
 */
export interface WindowCount {
  /** @param windowS the window is at least this long, seconds */
  add(group: Group, windowS: number): TooMany | undefined;
}

interface TooMany {
  readonly admitted: number;
  /** What Remaining and the limit allow. */
  readonly most: number;
  readonly tookUs: number;
  readonly seqs: readonly [first: number, last: number];
}

interface Count {
  readonly limit: number;
  readonly seq: number;
  readonly startUs: number;
  /** The moment Reset counts down to lies between these. */
  readonly fromUs: number;
  readonly toUs: number;
  /** The greatest Remaining of the first group. */
  readonly top: number;
  readonly admitted: number;
  /** The least Remaining. */
  readonly least: number;
  /** Until then nothing came back, as Remaining shows, which may lag a call. */
  readonly exactUs: number;
  /** End of the last group. */
  readonly lastUs: number;
  readonly usedUp: boolean;
}

/** Reset may be rounded down or up, and the clocks may run a little apart. */
const roundingUs = 1.2e6;

/** Had a bucket given out so much, its Reset would have moved by so many seconds. */
const surelyMovedS = 5;

/**
 * How many more than its first Remaining a window may admit: that of the first call, unless Remaining lags, and what a bucket whose
 * Reset is the end of a minute has left of a call.
 */
const topSlack = ({ top, limit }: Count, windowS: number): number =>
  (top * windowS) / limit >= surelyMovedS ? 2 : Number.POSITIVE_INFINITY;

const begin = ({ calls, startUs, endUs }: Group): Count | undefined => {
  const admitted = calls.filter((call) => call.admitted);
  const [first] = admitted;
  if (first === undefined) return undefined;
  let fromUs = Number.NEGATIVE_INFINITY;
  let toUs = Number.POSITIVE_INFINITY;
  for (const { resetS, limit, startUs: sentUs, endUs: doneUs } of admitted) {
    if (resetS === undefined || limit !== first.limit) return undefined;
    fromUs = Math.max(fromUs, sentUs + resetS * 1e6 - roundingUs);
    toUs = Math.min(toUs, doneUs + resetS * 1e6 + roundingUs);
  }
  const shown = admitted.map(({ remaining }) => remaining);
  const top = Math.max(...shown);
  const least = Math.min(...shown);
  if (fromUs > toUs || fromUs <= endUs || top - least < admitted.length - 1) return undefined;
  const { limit, seq } = first;
  return {
    limit,
    seq,
    startUs,
    fromUs,
    toUs,
    top,
    admitted: admitted.length,
    least,
    exactUs: startUs,
    lastUs: endUs,
    usedUp: least === 0,
  };
};

/** Undefined: the window may have ended, its end has moved, or something came back. */
const goOn = (count: Count, { calls, endUs }: Group): Count | undefined => {
  let { fromUs, toUs, admitted } = count;
  let least = Number.POSITIVE_INFINITY;
  for (const call of calls) {
    if (!call.admitted) continue;
    const { resetS, limit, remaining } = call;
    if (resetS === undefined || limit !== count.limit) return undefined;
    fromUs = Math.max(fromUs, call.startUs + resetS * 1e6 - roundingUs);
    toUs = Math.min(toUs, call.endUs + resetS * 1e6 + roundingUs);
    admitted++;
    least = Math.min(least, remaining);
  }
  if (fromUs > toUs || endUs >= fromUs) return undefined;
  if (!Number.isFinite(least)) return count;
  const exact = count.top - least >= admitted - 1;
  if (least > 0 && (count.usedUp || !exact)) return undefined;
  const exactUs = exact ? count.lastUs : count.exactUs;
  return {
    ...count,
    fromUs,
    toUs,
    admitted,
    least: Math.min(count.least, least),
    usedUp: least === 0,
    exactUs,
    lastUs: endUs,
  };
};

/** So much would have come back from any bucket by then, and shown: there is none. */
const surelyShown = 3;

/** What may have come back unseen before a group, were it a bucket whose Reset is the end of a minute. */
const mayBeBack = ({ limit, startUs, exactUs }: Count, windowS: number, endUs: number): number => {
  const isBucket = mostReturned(limit, minuteS, exactUs - startUs) < surelyShown;
  const hidden = isBucket ? Math.min(0.999, mostReturned(limit, windowS, exactUs - startUs)) : 0;
  return Math.floor(hidden + mostReturned(limit, windowS, endUs - exactUs));
};

export const createWindowCount = (): WindowCount => {
  let count: Count | undefined;
  return {
    add: (group, windowS) => {
      const before = count;
      const more = before === undefined ? undefined : goOn(before, group);
      count = more ?? begin(group);
      const last = group.calls.findLast((call) => call.admitted);
      if (before === undefined || more === undefined || last === undefined) return undefined;
      const { limit, top, least, startUs, seq } = more;
      const back = mayBeBack(before, windowS, group.endUs);
      const shown = top + topSlack(more, windowS) + back;
      // Each number from the first to the least is a call's, be it one that got no answer, or of another program.
      const admitted = Math.max(more.admitted, top - least + 1);
      const most = more.admitted > shown ? shown : limit + back;
      if (admitted <= most) return undefined;
      count = undefined;
      return { admitted, most, tookUs: group.endUs - startUs, seqs: [seq, last.seq] };
    },
  };
};
