import { inconclusive, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { type Call, leastShown, mostReturned, type TrailStep } from "./budget-trail.ts";

/**
 * Reset against what is missing. Where it grows in proportion to what is missing, within bursts that leave no time for a refill, the
 * limiter is a bucket and Reset the time until it is full, whoever else is on the token. Then both headers speak of one and the same
 * refill: nothing missing is nothing to wait for, no more comes back than Reset admits, and all is back once it has passed.
 */
export interface ResetLine {
  add(step: TrailStep): RuleOutcome | undefined;
}

const fewestPoints = 25;
/** So many seconds of Reset, and so much of the limit, the points must span: less is lost in rounding. */
const leastSpanS = 5;
const leastShare = 1 / 3;
/** Rounding explains as much, seconds, on average; a Remaining that lags a call as much of a call's share. */
const roundingS = 0.75;
/** How much of the limit must be amiss after a pause, and how often. */
const leastAmiss = 0.2;
const fewestAmiss = 2;
/** Own calls that cost exactly one, and no other spending among them. */
const surelyAlone = 30;

interface Line {
  /** Seconds of Reset a missing call. */
  readonly slope: number;
  /** Reset where nothing is missing, seconds. */
  readonly atFull: number;
}

interface Point {
  readonly call: Call;
  readonly calls: number;
  readonly endUs: number;
}

interface Pause {
  readonly before: Point;
  readonly calls: number;
  /** When the first call after it left. */
  readonly startUs: number;
}

/** Least squares, sums only. */
const createFit = (limit: number) => {
  let n = 0;
  let sumM = 0;
  let sumR = 0;
  let sumMM = 0;
  let sumMR = 0;
  let sumRR = 0;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = 0;
  return {
    limit,
    add: (missing: number, resetS: number): void => {
      n++;
      sumM += missing;
      sumR += resetS;
      sumMM += missing * missing;
      sumMR += missing * resetS;
      sumRR += resetS * resetS;
      lowest = Math.min(lowest, missing);
      highest = Math.max(highest, missing);
    },
    line: (): Line | undefined => {
      const span = highest - lowest;
      if (n < fewestPoints || span < leastShare * limit) return undefined;
      const spread = sumMM - (sumM * sumM) / n;
      const together = sumMR - (sumM * sumR) / n;
      const slope = together / spread;
      const off = sumRR - (sumR * sumR) / n - slope * together;
      if (slope * span < leastSpanS || Math.sqrt(Math.max(0, off) / n) > roundingS + 0.3 * slope) return undefined;
      return { slope, atFull: (sumR - slope * sumM) / n };
    },
  };
};

export const createResetLine = (): ResetLine => {
  let fit: ReturnType<typeof createFit> | undefined;
  let last: Point | undefined;
  let pause: Pause | undefined;
  let own = 0;
  let others = 0;
  let amiss: { readonly kind: "more" | "less"; readonly seqs: readonly number[] }[] = [];
  let said = false;

  const once = (outcome: RuleOutcome): RuleOutcome => {
    said = true;
    return outcome;
  };

  /** What came back in a pause, by the second point after it: the first may show what was left before. */
  const afterPause = ({ before, calls, startUs }: Pause, point: Point, { slope }: Line): RuleOutcome | undefined => {
    const { limit } = point.call;
    const back = point.call.remaining - before.call.remaining + calls + point.calls;
    const most = (point.endUs - before.call.startUs) / 1e6 / slope;
    const least = Math.min((startUs - before.endUs) / 1e6 / slope, limit - before.call.remaining);
    const slack = Math.max(4, leastAmiss * limit);
    const kind = back > 1.1 * most + slack ? "more" : back < 0.9 * least - slack ? "less" : undefined;
    if (kind === undefined || (kind === "less" && (own < surelyAlone || others > 1))) return undefined;
    amiss = [...amiss.filter((one) => one.kind === kind), { kind, seqs: [before.call.seq, point.call.seq] }];
    const waitedS = ((startUs - before.endUs) / 1e6).toFixed(1);
    const text = `${back} came back in ${waitedS} s, where Reset promises ${Math.round(kind === "more" ? most : least)}`;
    if (amiss.length < fewestAmiss) return inconclusive(`${text}; once may be a restart, or another program`);
    return once(
      violated("X-RateLimit-Reset is the time in which what is missing comes back", text, [
        ...new Set(amiss.flatMap(({ seqs }) => seqs)),
      ]),
    );
  };

  return {
    add: ({ group, windowS }) => {
      if (group === undefined || said) return undefined;
      const least = group.lost > 0 ? undefined : leastShown(group.calls);
      if (least?.resetS === undefined) {
        // A refusal leaves what was there, which is nothing: the pause begins with it.
        if (group.lost > 0 || least !== undefined) last = undefined;
        else if (last !== undefined) last = { ...last, endUs: group.endUs };
        pause = undefined;
        return undefined;
      }
      const calls = group.calls.filter(({ admitted }) => admitted).length;
      const point = { call: least, calls, endUs: group.endUs };
      const before = last;
      last = point;
      if (fit?.limit !== least.limit) {
        fit = createFit(least.limit);
        pause = undefined;
        return undefined;
      }
      if (before === undefined) return undefined;
      if (mostReturned(least.limit, windowS, group.endUs - before.endUs) >= 1.5) {
        // What the first call after a pause shows may be what was left before it: the next pause joins that one.
        pause = { before: pause?.before ?? before, calls: (pause?.calls ?? 0) + calls, startUs: group.startUs };
        return undefined;
      }
      const fall = before.call.remaining - least.remaining - calls;
      if (pause === undefined) {
        own += calls;
        others += Math.max(0, fall);
      }
      fit.add(least.limit - least.remaining, least.resetS);
      const line = fit.line();
      const ended = pause;
      pause = undefined;
      if (line === undefined) return undefined;
      const lowest = -1.5 - 2 * line.slope;
      if (line.atFull < lowest)
        return once(
          violated(
            "X-RateLimit-Reset is 0 when X-RateLimit-Limit calls remain, and not before",
            `it grows by ${line.slope.toFixed(2)} s a call, and would be 0 with ${Math.round(-line.atFull / line.slope)} of ${least.limit} missing`,
            [before.call.seq, least.seq],
          ),
        );
      return ended === undefined ? undefined : afterPause(ended, point, line);
    },
  };
};
