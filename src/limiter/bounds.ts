import type { FamilyId } from "./families.ts";

/**
 * The three ways a budget can come back. Every family is of one kind, and each kind gives a necessary condition on
 * histories that costs constant work a call: `refill` at no more than limit / window (buckets, sliding counter), all at
 * once at `edges` at least a window apart (fixed windows), or each exactly one window after it was spent (`log`).
 */
export type ReturnKind = "refill" | "edges" | "log";

export const returnKindOf: { readonly [Id in FamilyId]: ReturnKind } = {
  "token-bucket": "refill",
  "truncating-bucket": "refill",
  "interval-bucket": "refill",
  "sliding-counter": "refill",
  "fixed-window-aligned": "edges",
  "fixed-window-anchored": "edges",
  "sliding-log": "log",
};

/**
 * Watches a count of what has been granted so far: own calls admitted, or own calls admitted plus Remaining. What others
 * spend only lowers it, so it may rise no faster than the budget comes back, whoever shares the token.
 */
export interface ReturnBound {
  /** At or after `atUs` the count was at most `most`. */
  readonly from: (most: number, atUs: number) => void;
  /** By `atUs` the count was at least `least`. False: no limiter of this kind explains it, now or ever after. */
  readonly reach: (least: number, atUs: number) => boolean;
}

/** Floor and lag: Remaining is cut to whole requests, and may be that of the call before. */
const refillSlack = 2;
/** Clocks on both sides may differ by this share, and a decision may be this late. */
const clockShare = 0.02;
const clockUs = 20_000;

/** The count rises by at most limit / window, from the lowest it ever was against that line. */
export const refillBound = (limit: number, windowS: number): ReturnBound => {
  const perUs = limit / (windowS * 1e6 * (1 - clockShare));
  let lowest = Number.POSITIVE_INFINITY;
  let explained = true;
  return {
    from: (most, atUs) => {
      lowest = Math.min(lowest, most - perUs * atUs);
    },
    reach: (least, atUs) => {
      if (least - perUs * (atUs + clockUs) - lowest > refillSlack) explained = false;
      return explained;
    },
  };
};

/**
 * The count is constant but at edges, which are at least a window apart and each raise it by at most Limit: two rises too
 * close together refute it, and so does more than Limit above where it was less than a window ago.
 */
export const edgesBound = (limit: number, windowS: number): ReturnBound => {
  const windowUs = windowS * 1e6 * (1 - clockShare) - clockUs;
  let lowest = Number.POSITIVE_INFINITY;
  let lowestUs = 0;
  /** The last edge that must have been lies between these. */
  let edgeAfterUs = Number.NEGATIVE_INFINITY;
  let edgeByUs = Number.NEGATIVE_INFINITY;
  let ceiling = Number.POSITIVE_INFINITY;
  let ceilingUntilUs = Number.NEGATIVE_INFINITY;
  let explained = true;
  return {
    from: (most, atUs) => {
      if (atUs < edgeByUs || most > lowest) return;
      lowest = most;
      lowestUs = atUs;
    },
    reach: (least, atUs) => {
      if (least > ceiling && atUs < ceilingUntilUs) explained = false;
      if (least > lowest) {
        if (atUs - edgeAfterUs < windowUs) explained = false;
        if (atUs >= ceilingUntilUs) {
          ceiling = lowest + limit;
          ceilingUntilUs = lowestUs + windowUs;
          if (least > ceiling && atUs < ceilingUntilUs) explained = false;
        }
        edgeAfterUs = lowestUs;
        edgeByUs = atUs;
        lowest = Number.POSITIVE_INFINITY;
      }
      return explained;
    },
  };
};

/** Own admitted calls of the last window: with Remaining they are at most Limit where each counts for one window. */
export interface WindowCount {
  /** A call that left then has been admitted. */
  readonly admitted: (startUs: number) => void;
  /** Admitted so far, in and out of the window: to be kept when a call leaves. */
  readonly total: () => number;
  /** Of the first `upTo` admitted (all, when not given), how many at least still count at `atUs`. */
  readonly alive: (atUs: number, upTo?: number) => number;
}

export const windowCount = (windowS: number): WindowCount => {
  const windowUs = windowS * 1e6 * (1 - clockShare) - clockUs;
  // In order of completion. One that left before others that are here already makes them as old as itself, so that the
  // oldest stay in front; that can only make the count too small.
  let groups: { readonly startUs: number; readonly calls: number }[] = [];
  let head = 0;
  let total = 0;
  let gone = 0;
  return {
    admitted: (startUs) => {
      total++;
      let calls = 1;
      for (let last = groups.at(-1); groups.length > head && last !== undefined && last.startUs >= startUs; ) {
        calls += last.calls;
        groups.pop();
        last = groups.at(-1);
      }
      groups.push({ startUs, calls });
    },
    total: () => total,
    alive: (atUs, upTo = total) => {
      for (let group = groups[head]; group !== undefined && group.startUs <= atUs - windowUs; group = groups[++head])
        gone += group.calls;
      if (head > 64 && head > groups.length / 2) {
        groups = groups.slice(head);
        head = 0;
      }
      return Math.max(0, upTo - gone);
    },
  };
};
