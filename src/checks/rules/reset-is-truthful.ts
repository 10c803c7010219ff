import { holds, inconclusive, type RuleOutcome, violated } from "../../contract/verdict.ts";
import {
  type Call,
  distances,
  type Group,
  leastShown,
  longestGroup,
  longestResetS,
  minuteS,
  resetSlackS,
  type TrailStep,
} from "../budget/budget-trail.ts";
import { createRefusalRow, type RefusalRow } from "../budget/refusal-row.ts";
import { createResetLine, type ResetLine } from "../budget/reset-line.ts";
import { integerHeader } from "../evidence.ts";
import { statefulRule } from "../rule.ts";

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

/** The Resets that one token got, and whether they held. */
interface TokenState {
  /** The last refusal, and the end of its Reset; undefined: there is none, or it had no Reset. */
  refused: { readonly seq: number; readonly untilUs: number; readonly resetS: number; early?: boolean } | undefined;
  readonly refusals: RefusalRow;
  /** Refusals of requests that had waited out Reset, one after the other. */
  strikes: number[];
  /** Refusals while Remaining was still high. */
  lies: number;
  /** The least that the calls of late have shown. */
  last: Call | undefined;
  /** Last admitted call that nothing of ours has followed. */
  single: Call | undefined;
  /** Sequential calls in a row that cost exactly one. */
  exact: number;
  /** Calls in all that are known to have cost exactly one. */
  alone: number;
  /** Answers of late with one and the same Reset. */
  reset: Fixed;
  /** Remaining once fell by more than our own calls: others are on the token. */
  shared: boolean;
  readonly line: ResetLine;
}

/** Others may spend between two answers: so many at once, and so many a second. */
const othersAtOnce = 5;
const othersPerS = 200;
const clean = 4;
/** So many calls that cost exactly one, and none that cost more, and the token is taken to be used by this run alone. */
const surelyAlone = 6;

const isAlone = (state: TokenState): boolean => !state.shared && state.alone >= surelyAlone;

const stateOf = (tokens: Map<string, TokenState>, token: string): TokenState => {
  let state = tokens.get(token);
  if (state === undefined) {
    state = {
      refused: undefined,
      refusals: createRefusalRow(),
      strikes: [],
      lies: 0,
      last: undefined,
      single: undefined,
      exact: 0,
      alone: 0,
      reset: noReset(),
      shared: false,
      line: createResetLine(),
    };
    tokens.set(token, state);
  }
  return state;
};

/** The answer to the request that waited out Reset. */
const waited = (state: TokenState, call: Call): RuleOutcome => {
  const { refused, strikes } = state;
  if (call.admitted) return holds;
  strikes.push(...(strikes.length === 0 && refused !== undefined ? [refused.seq] : []), call.seq);
  // One may be bad luck: a clock that was set back, or another program on the token was quicker.
  if (strikes.length < 3)
    return inconclusive("refused after waiting out Reset, once: another program may have been quicker");
  const seqs = strikes;
  state.strikes = [];
  return !isAlone(state)
    ? inconclusive("refused again after waiting out Reset, but other programs may spend from this token")
    : violated(
        `admitted after ${Math.max(1, refused?.resetS ?? 1)} s, by X-RateLimit-Reset`,
        "429 again, twice in a row",
        seqs,
      );
};

/**
 * A refusal though all that was shown right before it, and beside it, was plenty. Remaining may lag a call, and a window
 * may end between calls at once: so what was shown before counts as well.
 */
const early = (state: TokenState, { calls, lost }: Group): RuleOutcome | undefined => {
  const { last } = state;
  const refusal = calls.find((call) => !call.admitted);
  if (last === undefined || refusal === undefined || last.limit !== refusal.limit) return undefined;
  // A group cut short has calls in flight that may have taken the rest.
  if (calls.length >= longestGroup) return undefined;
  const beside = leastShown(calls);
  const left =
    beside === undefined ? last.remaining - calls.length - lost + 1 : Math.min(beside.remaining - lost, last.remaining);
  const others = othersAtOnce + (othersPerS * (refusal.endUs - last.startUs)) / 1e6;
  if (left < (isAlone(state) ? 3 : others)) return undefined;
  state.lies++;
  const shown = (beside ?? last).remaining;
  if (state.lies < 2 && (left < others || state.shared || state.exact < clean))
    return inconclusive(`429 right after Remaining ${shown}: others may have spent it`);
  return violated(
    "requests are admitted while X-RateLimit-Remaining is not used up",
    `429 right after X-RateLimit-Remaining: ${shown}`,
    [(beside ?? last).seq, refusal.seq],
  );
};

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

/**
 * A Reset that never changes. Where it counts the time until full it must be short while nearly all is left; where it counts
 * down to an edge, or to the oldest call's return, it must be shorter some seconds later; and where it is how long each call is
 * missing, none may come back sooner. A Reset of 0 may be the time until the next call is let through, until a refusal has it too.
 */
const fixed = (state: TokenState, call: Call, windowS: number): RuleOutcome | undefined => {
  const { limit, remaining, resetS } = call;
  if (resetS === undefined) return undefined;
  const { last } = state.reset;
  if (!call.admitted) {
    if (last?.resetS === resetS) state.reset.refused = true;
    return undefined;
  }
  if (last?.resetS !== resetS || last.limit !== limit) {
    state.reset = { ...noReset(), last: call, sinceUs: call.startUs, times: 1, spentUs: [call.startUs] };
    return undefined;
  }
  const { reset } = state;
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
    state.reset = noReset();
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
  state.reset = noReset();
  return violated(
    "Reset follows what is left, or the time",
    `X-RateLimit-Reset: ${resetS} in ${times} answers in a row`,
    [call.seq],
  );
};

const done = (step: TrailStep, tokens: Map<string, TokenState>): readonly RuleOutcome[] => {
  const { token, call, group, sinceUs } = step;
  const found: RuleOutcome[] = [];
  const state = stateOf(tokens, token);
  const offLine = state.line.add(step);
  if (offLine !== undefined) found.push(offLine);
  const putOff = state.refusals.add(step, isAlone(state));
  if (putOff !== undefined) found.push(putOff);
  // Nothing of ours was in flight when it left.
  if (state.refused !== undefined && call?.startUs === sinceUs && call.startUs >= state.refused.untilUs) {
    // What was admitted meanwhile may have cost what this one lacks.
    if (call.admitted || state.refused.early !== true) found.push(waited(state, call));
    state.refused = undefined;
  }
  const still = call === undefined ? undefined : fixed(state, call, step.windowS);
  if (still !== undefined) found.push(still);
  if (call === undefined) state.refused = undefined;
  else if (call.admitted) {
    state.strikes = [];
    const { refused } = state;
    if (refused !== undefined && call.startUs > refused.untilUs - 1e6 * Math.max(1, refused.resetS))
      refused.early = true;
  } else if (call.resetS !== undefined) {
    const untilUs = Math.max(state.refused?.untilUs ?? 0, call.endUs + Math.max(1, call.resetS) * 1e6);
    state.refused = { seq: call.seq, untilUs, resetS: call.resetS };
  }
  if (group === undefined) return found;
  const lie = early(state, group);
  if (lie !== undefined) found.push(lie);
  const [only] = group.calls;
  const alone = group.calls.length === 1 && group.lost === 0 && only?.admitted === true ? only : undefined;
  if (alone !== undefined && state.single !== undefined) {
    const fall = state.single.remaining - alone.remaining;
    state.exact = fall === 1 ? state.exact + 1 : 0;
    if (fall === 1) state.alone++;
    if (fall > 1) state.shared = true;
  } else {
    state.exact = 0;
    for (const gap of distances(group.calls)) {
      if (gap === 1) state.alone++;
      if (gap > 1) state.shared = true;
    }
  }
  state.single = alone;
  state.last = group.lost > 0 ? undefined : leastShown(group.calls);
  return found;
};

/**
 * Whether 429s themselves extend the wait is unknown (facts 11.10): the wait counts from the last one, and only a request
 * that nothing of ours preceded or overlapped is judged.
 */
export const resetIsTruthful = statefulRule({
  id: "reset-is-truthful",
  sentence:
    "a request X-RateLimit-Reset seconds (at least one) after a 429 is admitted, and none is refused before Remaining is used up",
  clause: "rate limit",
  level: "must",
  sources: ["guide G8", "facts 7.5"],
  includeGatewayResponses: true,
  start: () => new Map<string, TokenState>(),
  judge: (view) => {
    const resetS = integerHeader(view, "x-ratelimit-reset");
    return resetS !== undefined && resetS > longestResetS
      ? violated("seconds until the budget is back", `X-RateLimit-Reset: ${resetS}`, [view.seq])
      : undefined;
  },
  budget: done,
});
