import { type TokenAlias, wholeNumberIn } from "../../contract/exchange.ts";
import { memoizeLast } from "../../contract/memoize-last.ts";
import type { Observation, ObservedRequest } from "../../contract/observation.ts";
import { createResetFit, type Line, type ResetFit } from "./reset-fit.ts";

/** One answered call as the budget of its token shows it. */
export interface Call {
  readonly seq: number;
  readonly startUs: number;
  readonly endUs: number;
  readonly status: number;
  readonly limit: number;
  readonly remaining: number;
  /** Undefined where the header is absent or can't be seconds. */
  readonly resetS: number | undefined;
  readonly admitted: boolean;
  /** The operation and its status, such as `createUser 201`. */
  readonly kind: string;
  readonly method: string;
  /** 404 or 422: the caller got nothing, and pays all the same. */
  readonly refusal: boolean;
}

/** Calls on one token that overlap one another, in order of completion; before and after them nothing was in flight. */
export interface Group {
  readonly calls: readonly Call[];
  /** Requests in it, or right before it, whose cost is unknown: no answer, a gateway's, one without the headers, left out of a recording. */
  readonly lost: number;
  readonly startUs: number;
  readonly endUs: number;
}

/** What the end of one exchange means for the budget of its token. */
export interface TrailStep {
  readonly token: "A" | "B";
  readonly observation: Observation;
  /** Absent when nothing can be read from the answer. */
  readonly call: Call | undefined;
  /** The group it closes. */
  readonly group: Group | undefined;
  /**
   * The window is at least this long, seconds: no limiter announces a Reset much longer than its window, and a bucket's
   * Reset shows how quickly it fills. One second until answers have shown more.
   */
  readonly windowS: number;
  /** Undefined: Reset is not known to be the time until the bucket is full. */
  readonly line: Line | undefined;
  /** Admitted calls of ours on this token before this group. */
  readonly before: number;
  /** When the group began that this exchange belongs to. */
  readonly sinceUs: number;
}

export interface BudgetTrail {
  sent(request: ObservedRequest): void;
  /** Undefined: not a token with a budget, or a record whose times mean nothing. */
  done(observation: Observation): TrailStep | undefined;
}

/** A group that grows without end (load with many workers) is cut here. */
export const longestGroup = 512;
/** An hour and a request's share of it: no token's window is longer, so that more is no number of seconds. */
export const longestResetS = (limit = 1): number => Math.max(3900, 3600 * (1 + 1 / Math.max(1, limit)) + resetSlackS);
/** A Reset may be so much longer than it has to be, seconds: rounded up, and kept on the safe side. */
export const resetSlackS = 3;
/** @see guide G8: the budget is one for the minute. A longer window is never assumed. */
export const minuteS = 60;

/** More than that may have come back from one answer to the next, and they are no burst. */
export const burstRefill = 1.5;

/** So many calls that cost exactly one, and none that cost more, and the token is taken to be used by this run alone. */
const surelyAlone = 6;

/** @param known calls known to have cost exactly one, and whether any cost more than our own */
export const isAlone = ({ alone, shared }: { readonly alone: number; readonly shared: boolean }): boolean =>
  !shared && alone >= surelyAlone;

interface TokenState {
  readonly open: Map<number, number>;
  calls: Call[];
  lost: number;
  leftOut: number;
  startUs: number;
  windowS: number;
  admitted: number;
  before: number;
  readonly fit: ResetFit;
  /** End of the last group that showed a Remaining. */
  shownUs: number;
}

const budgeted = (token: TokenAlias): token is "A" | "B" => token === "A" || token === "B";

/** Every trail reads the same header. */
const callOf: (observation: Observation) => Call | undefined = memoizeLast(
  ({ seq, sent, operation, endUs, answer }) => {
    // Whether a forced status, an error of the server or a gateway's page costs anything is not documented.
    if (answer === undefined || answer.fromGateway || answer.simulated || answer.status >= 500) return undefined;
    const limit = wholeNumberIn(answer.headers.get("x-ratelimit-limit"));
    const remaining = wholeNumberIn(answer.headers.get("x-ratelimit-remaining"));
    if (limit === undefined || remaining === undefined) return undefined;
    const resetS = wholeNumberIn(answer.headers.get("x-ratelimit-reset"));
    return {
      seq,
      startUs: sent.startUs,
      endUs,
      status: answer.status,
      limit,
      remaining,
      resetS: resetS !== undefined && resetS <= longestResetS(limit) ? resetS : undefined,
      admitted: answer.status !== 429,
      kind: `${operation?.id ?? sent.request.method} ${answer.status}`,
      method: sent.request.method,
      refusal: answer.status === 404 || answer.status === 422,
    };
  },
);

/** How far a slope that was fitted to Resets in whole seconds may be off. */
const slopeSlack = 0.85;

/** The window, where a bucket's Reset shows that it is longer than its greatest Reset. */
const atLeast = (windowS: number, line: Line | undefined, call: Call | undefined): number =>
  line === undefined || call?.limit !== line.limit ? windowS : Math.max(windowS, slopeSlack * line.slope * line.limit);

/** A group's answer belongs on the line where nothing to speak of can have come back since the one before. */
const draw = (state: TokenState, group: Group): void => {
  const least = group.lost > 0 ? undefined : leastShown(group.calls);
  if (least?.resetS === undefined) return;
  const sinceUs = group.endUs - state.shownUs;
  state.shownUs = group.endUs;
  if (mostReturned(least.limit, state.windowS, sinceUs) < burstRefill)
    state.fit.add(least.limit, least.limit - least.remaining, least.resetS);
};

/** Follows the budgets of the tokens through a history. */
export const createBudgetTrail = (): BudgetTrail => {
  const states = new Map<TokenAlias, TokenState>();
  const stateOf = (token: TokenAlias): TokenState => {
    let state = states.get(token);
    if (state === undefined) {
      state = {
        open: new Map(),
        calls: [],
        lost: 0,
        leftOut: 0,
        startUs: 0,
        windowS: 1,
        admitted: 0,
        before: 0,
        fit: createResetFit(),
        shownUs: Number.NEGATIVE_INFINITY,
      };
      states.set(token, state);
    }
    return state;
  };

  return {
    sent: ({ token, sent, seq }) => {
      if (!budgeted(token) || sent.gaps?.times === true || sent.gaps?.before === true) return;
      const state = stateOf(token);
      if (state.open.size === 0) {
        state.calls = [];
        state.lost = 0;
        state.startUs = sent.startUs;
        state.before = state.admitted;
      }
      const leftOut = sent.gaps?.leftOut ?? 0;
      state.lost += Math.abs(leftOut - state.leftOut);
      state.leftOut = leftOut;
      state.open.set(seq, sent.startUs);
    },
    done: (observation) => {
      const { token, seq, endUs } = observation;
      if (!budgeted(token)) return undefined;
      const state = stateOf(token);
      if (!state.open.delete(seq)) return undefined;
      const call = callOf(observation);
      if (call === undefined) state.lost++;
      else {
        state.calls.push(call);
        if (call.admitted) state.admitted++;
        // At most (limit + 1) / limit of the window, and the slack, is what any family announces.
        const longest = (((call.resetS ?? 0) - resetSlackS) * call.limit) / (call.limit + 1);
        state.windowS = Math.min(minuteS, Math.max(state.windowS, longest));
      }
      const { before, startUs: sinceUs } = state;
      let group: Group | undefined;
      if (state.open.size === 0 || state.calls.length >= longestGroup) {
        group = { calls: state.calls, lost: state.lost, startUs: sinceUs, endUs };
        state.calls = [];
        state.lost = 0;
        state.startUs = Math.min(...state.open.values(), endUs);
        state.before = state.admitted;
      }
      const { windowS } = state;
      if (group !== undefined) draw(state, group);
      const { line } = state.fit;
      return { token, observation, call, group, windowS: atLeast(windowS, line, call), line, before, sinceUs };
    },
  };
};

/**
 * The most that comes back to a budget in an interval, one edge of a window and what was spent before it left out. The
 * clocks of both sides may run a little apart.
 */
export const mostReturned = (limit: number, windowS: number, intervalUs: number): number =>
  (1.05 * limit * Math.max(0, intervalUs)) / (windowS * 1e6);

/**
 * How far apart the numbers are that admitted calls at once were shown, smallest first. Where Remaining lags, the first call
 * after a pause stands apart: the largest distance is left out.
 */
export const distances = (calls: readonly Call[]): readonly number[] => {
  const sorted = calls
    .filter(({ admitted }) => admitted)
    .map(({ remaining }) => remaining)
    .sort((a, b) => b - a);
  const gaps = sorted.slice(1).map((value, at) => (sorted[at] ?? value) - value);
  return gaps.sort((a, b) => a - b).slice(0, -1);
};

/** Of the admitted calls, the first that showed the least Remaining. */
export const leastShown = (calls: readonly Call[]): Call | undefined => {
  let least: Call | undefined;
  for (const call of calls)
    if (call.admitted && (least === undefined || call.remaining < least.remaining)) least = call;
  return least;
};
