import { inconclusive, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { type Call, resetSlackS, type TrailStep } from "./budget-trail.ts";

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
