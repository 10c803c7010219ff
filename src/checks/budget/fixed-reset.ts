import { inconclusive, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { type Call, minuteS, resetSlackS, type TrailStep } from "./budget-trail.ts";

/**
 * A Reset that never changes. Where it counts the time until full it must be short while nearly all is left; where it counts
 * down to an edge, or to the oldest call's return, it must be shorter some seconds later; and where it is how long each call is
 * missing, none may come back sooner. A Reset of 0 may be the time until the next call is let through, until a refusal has it too.
 */
export interface FixedReset {
  /** @param windowS the window is at least this long, seconds */
  add(call: Call, windowS: number): RuleOutcome | undefined;
}

/** Answers of late with one and the same Reset. */
interface Fixed {
  last: Call | undefined;
  /** When the first of them was. */
  sinceUs: number;
  times: number;
  /** Nearly all was left, in two answers in a row. */
  nearlyFull: number;
  /** Half of the limit was used, in longer than Reset may stay the same for meanwhile. */
  used: boolean;
  /** Some seconds passed, and no more than Reset gave. */
  waited: boolean;
  /** When half of the limit was missing, and how many of these answers there had been. */
  low: { readonly endUs: number; readonly times: number } | undefined;
  /** Half was still missing two seconds later, by no spending of ours: a window of a second, rounded down to 0, would have ended. */
  stillLow: boolean;
  /** A refused call got it too. */
  refused: boolean;
  /** When calls of ours were admitted, within the last Reset; until one of them came back sooner. */
  spentUs: number[];
  sooner: boolean;
}
const noReset = (): Fixed => ({
  last: undefined,
  sinceUs: 0,
  times: 0,
  nearlyFull: 0,
  used: false,
  waited: false,
  low: undefined,
  stillLow: false,
  refused: false,
  spentUs: [],
  sooner: false,
});

/** So many answers with one Reset, whatever Remaining says. */
const fewestFixed = 20;
/** Remaining may lag a call, or be rounded up; so many calls must have come back sooner than Reset says. */
const surelySooner = 3;
/** No token has a greater limit (facts 7.1), by far: more calls are not remembered. */
const mostSpent = 1000;

/**
 * Whether calls of ours came back sooner than Reset says. Where each call comes back that long after it was made, as in a sliding
 * log, all is back one whole window after the last one: then a Reset that stays the same is true.
 */
const cameBackSooner = ({ spentUs, last }: Fixed, { startUs, endUs, limit, remaining, resetS = 0 }: Call): boolean => {
  const sinceUs = endUs - (resetS - resetSlackS) * 1e6;
  while ((spentUs[0] ?? Number.POSITIVE_INFINITY) < sinceUs || spentUs.length > mostSpent) spentUs.shift();
  const back = spentUs.length - (limit - remaining);
  spentUs.push(startUs);
  // What was shown to one of several at once says nothing of those that were answered before it.
  return back >= surelySooner && last !== undefined && last.endUs <= startUs;
};

export const createFixedReset = (): FixedReset => {
  let reset = noReset();
  return {
    add: (call, windowS) => {
      const { limit, remaining, resetS } = call;
      if (resetS === undefined) return undefined;
      const { last } = reset;
      if (!call.admitted) {
        if (last?.resetS === resetS) reset.refused = true;
        return undefined;
      }
      if (last?.resetS !== resetS || last.limit !== limit) {
        reset = { ...noReset(), last: call, sinceUs: call.startUs, times: 1, spentUs: [call.startUs] };
        return undefined;
      }
      const gapS = (call.startUs - last.endUs) / 1e6;
      reset.times++;
      reset.sooner ||= cameBackSooner(reset, call);
      // A window that slides has its whole length for Reset until the share of a single call has passed.
      const oneCallS = (2 * resetS) / limit + 1;
      if (remaining <= limit / 2 && call.endUs - reset.sinceUs > oneCallS * 1e6) reset.used = true;
      if (Math.min(remaining, last.remaining) >= 0.8 * limit) reset.nearlyFull++;
      if (gapS > resetSlackS + 1 && gapS < resetS - resetSlackS - 1) reset.waited = true;
      reset.last = call;
      if (remaining > limit / 2) reset.low = undefined;
      else if (reset.low === undefined) reset.low = { endUs: call.endUs, times: reset.times };
      else if (call.startUs - reset.low.endUs >= 2e6) {
        reset.stillLow ||= reset.times - reset.low.times <= limit / 4;
        reset.low = { endUs: call.endUs, times: reset.times };
      }
      const longer = reset.stillLow || windowS > resetSlackS;
      if (
        longer &&
        resetS === 0 &&
        reset.times >= fewestFixed &&
        reset.used &&
        call.endUs - reset.sinceUs > resetSlackS * 1e6
      ) {
        if (!reset.refused)
          return inconclusive("Reset 0 while some is left: it may be the time until the next call is let through");
        reset = noReset();
        return violated(
          "X-RateLimit-Reset is 0 when all of the budget is there, and not before",
          `X-RateLimit-Reset: ${resetS} in ${fewestFixed} answers in a row, down to X-RateLimit-Remaining: ${remaining}`,
          [call.seq],
        );
      }
      const longestS = (minuteS * (0.2 * limit + 3)) / limit + resetSlackS;
      if (reset.times < fewestFixed || reset.nearlyFull < 2 || !reset.used || !reset.waited || resetS <= longestS)
        return undefined;
      const { times } = reset;
      if (!reset.sooner) return inconclusive(`Reset ${resetS} time after time: each call may be missing for that long`);
      reset = noReset();
      return violated(
        "Reset follows what is left, or the time",
        `X-RateLimit-Reset: ${resetS} in ${times} answers in a row`,
        [call.seq],
      );
    },
  };
};

/** Refusals in a row: that Reset counts seconds down, and that asking early does not put its end off. */
export interface RefusalRow {
  /** @param alone no other client is known to spend from the token */
  add(step: TrailStep, alone: boolean): RuleOutcome | undefined;
}

/** So many refusals of requests that left when the first one's Reset was over, though others had been sent meanwhile. */
const fewestLate = 3;
/** Whatever a Reset is rounded to, its end stays where it was within so much of it. */
const mostDrift = 0.2;

interface First extends Call {
  readonly resetS: number;
  /** Requests that left when its Reset was over, and were refused. */
  readonly late: readonly number[];
}

/** How far the end of Reset has moved from one refusal to a later one, seconds, at the least. */
const drift = (first: First, call: Call, resetS: number): number => {
  const least = resetS + (call.startUs - first.endUs) / 1e6 - first.resetS;
  const most = resetS + (call.endUs - first.startUs) / 1e6 - first.resetS;
  return least > 0 ? least : most < 0 ? -most : 0;
};

export const createRefusalRow = (): RefusalRow => {
  let first: First | undefined;

  const stillRefused = (from: First, call: Call, alone: boolean): RuleOutcome | undefined => {
    const late = [...from.late, call.seq];
    first = { ...from, late };
    if (late.length < fewestLate) return undefined;
    first = undefined;
    return alone
      ? violated(
          `admitted ${Math.max(1, from.resetS)} s after the first 429, whoever asks meanwhile`,
          `429 still, ${late.length} times`,
          [from.seq, ...late],
        )
      : inconclusive("refused when the first Reset was over, but other programs may spend from this token");
  };

  return {
    add: ({ call, sinceUs }, alone) => {
      if (call === undefined) return undefined;
      const { resetS } = call;
      if (call.admitted || resetS === undefined || first === undefined) {
        first = call.admitted || resetS === undefined ? undefined : { ...call, resetS, late: [] };
        return undefined;
      }
      const overUs = first.endUs + (Math.max(1, first.resetS) + 1) * 1e6;
      // Nothing of ours was in flight when it left.
      if (call.startUs === sinceUs && call.startUs >= overUs) return stillRefused(first, call, alone);
      // That of a bucket may stay the same as long as no request is admitted.
      if (Math.abs(resetS - first.resetS) <= 1) return undefined;
      if (drift(first, call, resetS) <= Math.max(resetSlackS, mostDrift * first.resetS)) return undefined;
      const from = first;
      first = undefined;
      const passedS = ((call.startUs - from.endUs) / 1e6).toFixed(1);
      return alone
        ? violated(
            "X-RateLimit-Reset counts the seconds down, and asking early does not put its end off",
            `${from.resetS}, and ${resetS} when ${passedS} s had passed without an admitted call`,
            [from.seq, call.seq],
          )
        : inconclusive("the end of Reset moved while calls were refused, but other programs may spend from this token");
    },
  };
};
