import { holds, inconclusive, type RuleOutcome, violated } from "../../contract/verdict.ts";
import {
  type Call,
  distances,
  type Group,
  isAlone,
  leastShown,
  longestGroup,
  longestResetS,
  type TrailStep,
} from "../budget/budget-trail.ts";
import { createFixedReset, createRefusalRow, type FixedReset, type RefusalRow } from "../budget/fixed-reset.ts";
import { createFullEarly, type FullEarly } from "../budget/full-early.ts";
import { createResetLine, type ResetLine } from "../budget/reset-line.ts";
import { createResetOver, type ResetOver } from "../budget/reset-over.ts";
import { integerHeader } from "../evidence.ts";
import { statefulRule } from "../rule.ts";

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
  readonly fixed: FixedReset;
  /** Remaining once fell by more than our own calls: others are on the token. */
  shared: boolean;
  readonly line: ResetLine;
  readonly over: ResetOver;
  readonly full: FullEarly;
}

/** Others may spend between two answers: so many at once, and so many a second. */
const othersAtOnce = 5;
const othersPerS = 200;
const clean = 4;
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
      fixed: createFixedReset(),
      shared: false,
      line: createResetLine(),
      over: createResetOver(),
      full: createFullEarly(),
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
const refusedEarly = (state: TokenState, { calls, lost }: Group): RuleOutcome | undefined => {
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
  // Of a small limit, what another program spends at once is often just what was left.
  const proof = last.limit < 4 * othersAtOnce ? 3 : 2;
  if (state.lies < proof && (left < others || state.shared || state.exact < clean))
    return inconclusive(`429 right after Remaining ${shown}: others may have spent it`);
  return violated(
    "requests are admitted while X-RateLimit-Remaining is not used up",
    `429 right after X-RateLimit-Remaining: ${shown}`,
    [(beside ?? last).seq, refusal.seq],
  );
};

const done = (step: TrailStep, tokens: Map<string, TokenState>): readonly RuleOutcome[] => {
  const { token, call, group, sinceUs } = step;
  const found: RuleOutcome[] = [];
  const state = stateOf(tokens, token);
  const offLine = state.line.add(step);
  if (offLine !== undefined) found.push(offLine);
  const over = state.over.add(step, isAlone(state));
  if (over !== undefined) found.push(over);
  const early = state.full.add(step);
  if (early !== undefined) found.push(early);
  const putOff = state.refusals.add(step, isAlone(state));
  if (putOff !== undefined) found.push(putOff);
  // Nothing of ours was in flight when it left.
  if (state.refused !== undefined && call?.startUs === sinceUs && call.startUs >= state.refused.untilUs) {
    // What was admitted meanwhile may have cost what this one lacks.
    if (call.admitted || state.refused.early !== true) found.push(waited(state, call));
    state.refused = undefined;
  }
  const still = call === undefined ? undefined : state.fixed.add(call, step.windowS);
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
  const lie = refusedEarly(state, group);
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
    return resetS !== undefined && resetS > longestResetS(integerHeader(view, "x-ratelimit-limit"))
      ? violated("seconds until the budget is back", `X-RateLimit-Reset: ${resetS}`, [view.seq])
      : undefined;
  },
  budget: done,
});
