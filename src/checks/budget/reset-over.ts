import { inconclusive, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { type Call, leastShown, minuteS, resetSlackS, type TrailStep } from "./budget-trail.ts";

/**
 * What Reset promises while nothing is refused: when it is over something is back, and until then it counts down. Judged only
 * where Remaining has fallen by exactly what was sent, so that nothing came back, and nobody else took what did.
 */
export interface ResetOver {
  /** @param alone no other client is known to spend from the token */
  add(step: TrailStep, alone: boolean): RuleOutcome | undefined;
}

interface Point {
  readonly call: Call;
  readonly resetS: number;
  readonly startUs: number;
  readonly endUs: number;
  /** Whole calls that the pauses since then bring back one by one, at the pace that Reset shows if all come back that way. */
  back: number;
}

/** Shorter ones may be the time until the next call is let through, which need not have to wait at all. */
const shortestResetS = 3;
/**
 * Missing calls, times the seconds since Reset was over, that bring two back from the slowest of all families: a window that
 * slides by shares, whose Reset is the edge of its counters.
 */
const surelyBack = 120;
const fewestBack = 2;
const fewestStrikes = 2;
/** Between two strikes, seconds: who takes just what comes back once, does not do so twice. */
const strikesApartS = 20;
const mostPoints = 100;
/** A pause in which a Reset that counts up shows, seconds. */
const longPauseS = 4;
const roundingS = 1.5;
/** A window's edge may lie in a pause of half the window, and make Reset as much longer: pauses must differ. */
const leastDifferenceS = 3;

export const createResetOver = (): ResetOver => {
  /** Answers since something last came back, one a second at the most; the last is that of the last group. */
  let points: Point[] = [];
  let strikes: number[] = [];
  let struckUs = Number.NEGATIVE_INFINITY;
  let grown: { readonly pauseS: number; readonly seqs: readonly number[] }[] = [];

  const grows = (from: Point, to: Point, own: number): RuleOutcome | undefined => {
    const pauseS = (to.startUs - from.endUs) / 1e6;
    const riseS = to.resetS - from.resetS;
    const bySpendingS = (minuteS * own) / to.call.limit;
    if (pauseS < longPauseS) return undefined;
    if (Math.abs(riseS - pauseS) > roundingS || riseS < bySpendingS + 2) {
      grown = [];
      return undefined;
    }
    grown.push({ pauseS, seqs: [from.call.seq, to.call.seq] });
    const pauses = grown.map((one) => one.pauseS);
    if (Math.max(...pauses) - Math.min(...pauses) < leastDifferenceS) return undefined;
    const seqs = grown.flatMap((one) => one.seqs);
    grown = [];
    return violated(
      "X-RateLimit-Reset counts the seconds down",
      `it grew by ${riseS} in ${pauseS.toFixed(1)} s in which hardly anything was sent, and so before`,
      [...new Set(seqs)].slice(-20),
    );
  };

  /** Remaining may lag a call: what was back when the call before this one left, shows now. */
  const isOver = ({ call, resetS, endUs, back }: Point, last: Point): boolean => {
    const sinceS = (last.startUs - endUs) / 1e6 - resetS;
    const missing = call.limit - call.remaining;
    return resetS >= shortestResetS && sinceS >= resetSlackS && missing * sinceS >= surelyBack && back >= fewestBack;
  };

  /** The recorded bucket drops what is less than a call each time it is asked. */
  const wait = (pauseS: number): void => {
    for (const point of points) {
      const { limit, remaining } = point.call;
      const eachS = Math.max(minuteS / limit, point.resetS / Math.max(1, limit - remaining));
      point.back += Math.floor(pauseS / (1.1 * eachS));
    }
  };

  return {
    add: ({ group }, alone) => {
      if (group === undefined) return undefined;
      const { calls, lost, startUs, endUs } = group;
      const call = lost > 0 || calls.some(({ admitted }) => !admitted) ? undefined : leastShown(calls);
      if (call?.resetS === undefined) {
        points = [];
        return undefined;
      }
      const to = { call, resetS: call.resetS, startUs, endUs, back: 0 };
      const last = points.at(-1);
      const fall = last === undefined ? 0 : last.call.remaining - call.remaining;
      if (last === undefined || last.call.limit !== call.limit || fall !== calls.length) {
        points = [to];
        if (last !== undefined) strikes = [];
        return undefined;
      }
      const found = grows(last, to, calls.length);
      const from = points.find((point) => isOver(point, last));
      const previous = points.at(-2);
      wait((startUs - last.endUs) / 1e6);
      if (previous !== undefined && last.startUs - previous.startUs < 1e6) points.pop();
      points.push(to);
      if (points.length > mostPoints) points.shift();
      if (found !== undefined) return alone ? found : inconclusive("Reset grew, but other programs may spend");
      if (from === undefined || startUs - struckUs < strikesApartS * 1e6) return undefined;
      struckUs = startUs;
      strikes.push(from.call.seq, last.call.seq, call.seq);
      if (strikes.length < 3 * fewestStrikes) return inconclusive("nothing was back when Reset was over, once");
      const seqs = [...new Set(strikes)];
      strikes = [];
      return alone
        ? violated(
            `something is back ${from.resetS} s later, by X-RateLimit-Reset`,
            `Remaining has fallen by each call since, ${Math.round((startUs - from.endUs) / 1e6)} s later still`,
            seqs,
          )
        : inconclusive("nothing was back when Reset was over, but other programs may spend from this token");
    },
  };
};
