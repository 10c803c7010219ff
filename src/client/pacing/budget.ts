import { nextWindow } from "./budget-window.ts";
import type { RateHeaders } from "./rate-headers.ts";
import { paceUs, reserveOf, slotOf, type Ticket, type TokenBudget } from "./token-budget.ts";

export type BudgetEvent =
  | { readonly type: "sent" }
  /** It was let through and never left. */
  | { readonly type: "released" }
  /** It ended without an answer; the server may have counted it. */
  | { readonly type: "failed" }
  | { readonly type: "answered"; readonly ticket: Ticket; readonly status: number; readonly rate: RateHeaders }
  /** A gateway answered in the service's place: of the token's budget it knows nothing, though it may have a limit of its own. */
  | {
      readonly type: "foreign";
      readonly ticket: Ticket;
      readonly status: number;
      readonly retryAfterS: number | undefined;
    };

const second = 1_000_000;
/**
 * How long after Reset to send the next request with nothing left. Reset is in whole seconds and may have been rounded down; of a
 * window of few seconds a whole one would be too much. A Reset of a whole window may be a cap: the first request of a
 * sliding counter comes back later than that.
 */
const afterResetUs = (windowS: number, resetS: number, pace: number) =>
  Math.max(Math.min(second, (windowS * second) / 10), resetS > windowS - 2 ? pace : 0);
const shortestHoldS = 1;
/** After so many refusals in a row of requests that waited out Reset, Reset is no longer believed. @see guide G8 */
const mostBelieved = 2;
/** Pace after a 429 from a server that never says anything, requests a minute. */
const pacedAfterSilent429 = 60;

/** The longest wait a limiter of a window may require, seconds: a sliding counter's Reset reaches two windows. */
const longestWaitS = (windowS: number): number => 2 * windowS + 1;

/** The wait that the server requires, where a limiter of that window could require it: a date, milliseconds or an hour are no answer. */
const plausibleS = (windowS: number, askedS: number | undefined): number | undefined =>
  askedS !== undefined && askedS <= longestWaitS(windowS) ? askedS : undefined;

const onSent = (budget: TokenBudget, nowUs: number): TokenBudget => ({
  ...budget,
  sent: budget.sent + 1,
  slotUs: slotOf(budget, nowUs),
  obeyed: budget.obeyed ?? (nowUs >= budget.holdUntilUs ? budget.sent : undefined),
});

/**
 * A pause required by an overloaded service or a gateway is no evidence on the token's budget. It is
 * given once: who then says the same is not waited for again, nor is an hour.
 */
const onUnavailable = (
  budget: TokenBudget,
  nowUs: number,
  ticket: Ticket,
  retryAfterS: number | undefined,
): TokenBudget => {
  if (retryAfterS === undefined) return budget;
  const askedS = plausibleS(budget.window.seconds, retryAfterS) ?? shortestHoldS;
  const again = budget.quietFrom !== undefined && ticket.number >= budget.quietFrom;
  const holdS = again ? shortestHoldS : Math.max(shortestHoldS, askedS);
  return {
    ...budget,
    quietFrom: budget.quietFrom ?? budget.sent,
    holdUntilUs: Math.max(budget.holdUntilUs, nowUs + holdS * second),
  };
};

/** A second, then twice as long each time, until a whole window has passed; then from the start again. */
const ownEstimateS = (windowS: number, refusals: number): number =>
  shortestHoldS * 2 ** (Math.max(0, refusals - 1) % Math.ceil(Math.log2(Math.max(2, windowS + 1))));

/**
 * Waits as long as the server says, where it says what can be. Where it does not, or refuses again whoever has waited so,
 * the wait is our own estimate.
 */
const onRefused = (
  budget: TokenBudget,
  nowUs: number,
  ticket: Ticket,
  rate: Pick<RateHeaders, "retryAfterS"> & Partial<Pick<RateHeaders, "resetS">>,
): TokenBudget => {
  const requiredS =
    plausibleS(budget.window.seconds, rate.retryAfterS) ?? plausibleS(budget.window.seconds, rate.resetS);
  const hasWait = requiredS !== undefined;
  const again = budget.obeyed !== undefined && ticket.number >= budget.obeyed;
  const refusals = again ? budget.refusals + 1 : budget.refusals;
  const believedS = refusals > mostBelieved ? undefined : requiredS;
  const ownS = ownEstimateS(budget.window.seconds, refusals);
  const untilUs = nowUs + Math.max(shortestHoldS, believedS ?? ownS) * second;
  return {
    ...budget,
    refusals,
    obeyed: again ? undefined : budget.obeyed,
    assumedPerMinute: budget.assumedPerMinute ?? (hasWait ? undefined : pacedAfterSilent429),
    holdUntilUs: Math.max(budget.holdUntilUs, untilUs),
    // The refusal says that nothing is left; whatever older answers promised is spent.
    credit: Math.min(budget.credit, budget.sent),
    resetAtUs: Math.max(budget.resetAtUs, untilUs),
    resumeAtUs: Math.max(budget.holdUntilUs, untilUs),
  };
};

/** What an answer with a Remaining changes. */
const withRemaining = (
  budget: TokenBudget,
  nowUs: number,
  ticket: Ticket,
  limit: number,
  remaining: number,
  rate: RateHeaders,
): TokenBudget => {
  const window = nextWindow(budget.window, nowUs, limit, remaining, rate);
  // An answer to an older request knows less than what we have.
  if (ticket.number < budget.newest) return { ...budget, knowledge: "headers", limit, window };
  const resetS = plausibleS(window.longestS, rate.resetS) ?? window.seconds;
  const pace = paceUs(budget.policy, limit, window);
  const fullAtUs = nowUs + resetS * second + afterResetUs(window.seconds, resetS, pace);
  return {
    ...budget,
    knowledge: "headers",
    limit,
    window,
    newest: ticket.number,
    credit: remaining + 1 + ticket.doneBefore,
    resetAtUs: nowUs + resetS * second,
    resumeAtUs: window.refills ? Math.min(fullAtUs, nowUs + pace * (reserveOf(limit) + 1)) : fullAtUs,
  };
};

const onForeign = (
  before: TokenBudget,
  nowUs: number,
  { ticket, status, retryAfterS }: Extract<BudgetEvent, { type: "foreign" }>,
): TokenBudget => {
  const budget: TokenBudget = { ...before, done: before.done + 1 };
  if (status !== 429) return onUnavailable(budget, nowUs, ticket, retryAfterS);
  // Its own limit is used up: what the service has left stays known.
  const { refusals, obeyed, holdUntilUs } = onRefused(budget, nowUs, ticket, { retryAfterS });
  return { ...budget, refusals, obeyed, holdUntilUs };
};

const onAnswered = (
  before: TokenBudget,
  nowUs: number,
  { ticket, status, rate }: Extract<BudgetEvent, { type: "answered" }>,
): TokenBudget => {
  const { limit, remaining } = rate;
  const counted: TokenBudget = {
    ...before,
    done: before.done + 1,
    refusals: status === 429 ? before.refusals : 0,
    quietFrom: status === 503 ? before.quietFrom : undefined,
  };
  const silent = before.knowledge === "unknown" && status < 500 && status !== 429;
  const budget: TokenBudget =
    limit !== undefined && remaining !== undefined
      ? withRemaining(counted, nowUs, ticket, limit, remaining, rate)
      : silent
        ? { ...counted, knowledge: "silent" }
        : counted;
  if (status === 429) return onRefused(budget, nowUs, ticket, rate);
  return status === 503 ? onUnavailable(budget, nowUs, ticket, rate.retryAfterS) : budget;
};

/** The state after an event. */
export const nextBudget = (budget: TokenBudget, nowUs: number, event: BudgetEvent): TokenBudget => {
  switch (event.type) {
    case "sent":
      return onSent(budget, nowUs);
    case "released":
      return { ...budget, sent: budget.sent - 1 };
    case "failed":
      return { ...budget, done: budget.done + 1 };
    case "foreign":
      return onForeign(budget, nowUs, event);
    case "answered":
      return onAnswered(budget, nowUs, event);
  }
};
