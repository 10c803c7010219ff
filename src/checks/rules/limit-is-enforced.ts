import { holds, inconclusive, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { type Call, minuteS, mostReturned, resetSlackS, type TrailStep } from "../budget/budget-trail.ts";
import { createWindowCount, type WindowCount } from "../budget/window-count.ts";
import { statefulRule } from "../rule.ts";

/** A moment when nothing of ours was in flight, and what has been seen since. */
interface Checkpoint {
  readonly seq: number;
  readonly startUs: number;
  /** Admitted calls before it. */
  readonly before: number;
  /**
   * Until then the server has announced that no window ends and no single call comes back: the earliest that any Reset
   * since the interval's budget ran out, less what it may be longer than it has to be.
   */
  quietUntilUs: number;
}

interface Admissions {
  readonly checkpoints: Checkpoint[];
  admitted: number;
  inGroup: boolean;
  /** Calls of late, one after the other, with ever more in Reset and ever less in Remaining. */
  rising: Call[];
  /** The last admitted call. */
  before: Call | undefined;
  /** Reset rose bit by bit: it counts the time until full, and there is no window whose edge could let more pass. */
  refills: boolean;
  /** The most by which Reset rose from one call to the next, seconds: what comes back may come back in steps as long. */
  stairS: number;
  doubted: boolean;
  refusal: Refusal | undefined;
  /** The least Remaining of late; calls at once end in any order. */
  left: number;
  readonly window: WindowCount;
}

/** A refusal whose Reset announces that no window ends and no single call comes back for a while, and what it was followed by. */
interface Refusal {
  readonly seq: number;
  readonly startUs: number;
  readonly endUs: number;
  readonly quietUntilUs: number;
  readonly admitted: number[];
}

const mostCheckpoints = 400;
/** So many rises of Reset in a second can't all be edges of windows. */
const manyRises = 3;

/**
 * What a bucket that is filled in steps gives back at once; nothing, where Reset rises by no more than the share of two calls in a
 * minute: where Remaining lags one call behind, two may fall into one rise.
 */
const stepOf = ({ stairS }: Admissions, limit: number, windowS: number): number =>
  stairS > (2 * minuteS) / limit + 1 ? (limit * (stairS + 1)) / windowS : 0;

const rises = (state: Admissions, call: Call): boolean => {
  const last = state.rising.at(-1);
  if (last !== undefined && (call.startUs < last.endUs || call.remaining >= last.remaining)) state.rising = [];
  if (last === undefined || state.rising.length === 0 || (call.resetS ?? 0) > (last.resetS ?? 0))
    state.rising.push(call);
  else if ((call.resetS ?? 0) < (last.resetS ?? 0)) state.rising = [call];
  const first = state.rising.at(-1 - manyRises);
  return first !== undefined && call.endUs - first.startUs < 1e6;
};

/** What the most generous of all families, a window cut on the clock, admits in an interval: it may be cut twice. */
const weakestBound = (limit: number, windowS: number, intervalUs: number): number =>
  limit * (Math.ceil((1.05 * intervalUs) / (windowS * 1e6)) + 1);

/** So many a microsecond every bound below allows beyond the first `limit`: no window is longer than a minute. */
const fewestPerUs = (limit: number): number => limit / (minuteS * 1e6);

const rateText = (admitted: number, tookUs: number) => `${admitted} admitted in ${(tookUs / 1e6).toFixed(2)} s`;

/** Remaining that rises by more than calls at once can be out of order has come back. */
const disorder = 12;

/**
 * Calls that leave after a refusal and are admitted all the same, though no more than a refill can be back: those of some
 * verb, say, are never refused.
 */
const afterRefusal = (state: Admissions, call: Call, windowS: number): RuleOutcome | undefined => {
  const { refusal } = state;
  if (!call.admitted) {
    const quietUntilUs = call.startUs + ((call.resetS ?? 0) - resetSlackS) * 1e6;
    // Whatever was left before, others may have spent it: then none of it comes back at once either.
    if (refusal === undefined || call.startUs >= refusal.quietUntilUs)
      state.refusal = { seq: call.seq, startUs: call.startUs, endUs: call.endUs, quietUntilUs, admitted: [] };
    return undefined;
  }
  const cameBack = call.remaining > state.left + disorder;
  state.left = cameBack ? call.remaining : Math.min(state.left, call.remaining);
  if (refusal === undefined || call.startUs < refusal.endUs || call.endUs > refusal.quietUntilUs) return undefined;
  // A sliding log gives back at once what was spent at once, long before all is back.
  if (cameBack) {
    state.refusal = undefined;
    return undefined;
  }
  refusal.admitted.push(call.seq);
  const tookUs = call.endUs - refusal.startUs;
  const most = Math.floor(mostReturned(call.limit, windowS, tookUs + 20_000) + stepOf(state, call.limit, windowS)) + 1;
  if (refusal.admitted.length <= most) return undefined;
  state.refusal = undefined;
  return violated(
    `at most ${most} right after a 429 with X-RateLimit-Limit: ${call.limit}`,
    rateText(refusal.admitted.length, tookUs),
    [refusal.seq, ...refusal.admitted].slice(0, 20),
  );
};

const judgeStep = (step: TrailStep, tokens: Map<string, Admissions>): RuleOutcome | undefined => {
  const { token, call, group, windowS } = step;
  let state = tokens.get(token);
  if (state === undefined) {
    state = {
      checkpoints: [],
      admitted: 0,
      inGroup: false,
      rising: [],
      before: undefined,
      refills: false,
      stairS: 0,
      doubted: false,
      refusal: undefined,
      left: Number.POSITIVE_INFINITY,
      window: createWindowCount(),
    };
    tokens.set(token, state);
  }
  const continued = state.inGroup;
  state.inGroup = group === undefined;
  const over = group === undefined ? undefined : state.window.add(group, windowS);
  if (over !== undefined) {
    state.checkpoints.length = 0;
    return violated(
      `at most ${over.most} until X-RateLimit-Reset is over, by Remaining and the limit`,
      rateText(over.admitted, over.tookUs),
      over.seqs,
    );
  }
  if (call === undefined) return undefined;
  const spared = afterRefusal(state, call, windowS);
  if (spared !== undefined) return spared;
  if (!call.admitted) return holds;
  if (!continued || state.checkpoints.length === 0) {
    // The first of a group to end need not have left first.
    state.checkpoints.push({
      seq: call.seq,
      startUs: step.sinceUs,
      before: state.admitted,
      quietUntilUs: Number.POSITIVE_INFINITY,
    });
    if (state.checkpoints.length > mostCheckpoints) state.checkpoints.shift();
  }
  state.admitted++;
  if (state.before !== undefined && call.startUs >= state.before.endUs && state.before.remaining === call.remaining + 1)
    state.stairS = Math.max(state.stairS, (call.resetS ?? 0) - (state.before.resetS ?? 0));
  state.before = call;
  state.refills ||= rises(state, call) || step.line !== undefined;
  if (state.rising.length > manyRises + 1) state.rising.shift();
  const { limit, endUs } = call;
  const runsOutUs = call.startUs + ((call.resetS ?? 0) - resetSlackS) * 1e6;
  // An older checkpoint has seen all that a younger one has, and its time is up no later.
  for (let at = state.checkpoints.length - 1; at >= 0; at--) {
    const checkpoint = state.checkpoints[at];
    if (checkpoint === undefined || checkpoint.quietUntilUs <= runsOutUs) break;
    checkpoint.quietUntilUs = runsOutUs;
  }
  if (limit < 1) return undefined;
  const perUs = fewestPerUs(limit);
  for (let at = state.checkpoints.length - 1; at >= 0; at--) {
    const checkpoint = state.checkpoints[at];
    if (checkpoint === undefined) break;
    const admitted = state.admitted - checkpoint.before;
    if (admitted <= limit) continue;
    const tookUs = endUs - checkpoint.startUs;
    // Nearly always there is nothing more to work out.
    if (admitted <= limit + perUs * tookUs) continue;
    const most =
      checkpoint.quietUntilUs > endUs
        ? Math.floor(limit + mostReturned(limit, windowS, tookUs + 20_000) + stepOf(state, limit, windowS))
        : state.refills
          ? Math.floor(
              limit + mostReturned(limit, windowS, tookUs + 20_000) + Math.max(1, stepOf(state, limit, windowS)),
            )
          : weakestBound(limit, windowS, tookUs);
    if (admitted > most) {
      state.checkpoints.length = 0;
      return violated(`at most ${most} in that time at X-RateLimit-Limit: ${limit}`, rateText(admitted, tookUs), [
        checkpoint.seq,
        call.seq,
      ]);
    }
    if (!state.doubted && admitted > weakestBound(limit, minuteS, tookUs)) {
      state.doubted = true;
      return inconclusive(
        `${rateText(admitted, tookUs)} at a limit of ${limit}; the window may be shorter than a minute`,
      );
    }
  }
  return undefined;
};

/**
 * Judged over every interval that begins when nothing was in flight. The family of the limiter does not matter: where the
 * server's own Reset says that nothing comes back at once, all families agree; elsewhere the weakest bound applies.
 */
export const limitIsEnforced = statefulRule({
  id: "limit-is-enforced",
  sentence: "no more requests are admitted than X-RateLimit-Limit and the time allow",
  clause: "rate limit",
  level: "must",
  sources: ["guide G8", "facts 7.1", "facts 7.4"],
  start: () => new Map<string, Admissions>(),
  budget: judgeStep,
});
