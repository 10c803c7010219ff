import type { Draft } from "../../contract/defined.ts";
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

/** The state after an event while it is made: copied once, however many parts change, since two events a request make it. */
type Next = Draft<TokenBudget>;

const onSent = (next: Next, nowUs: number): void => {
  next.slotUs = slotOf(next, nowUs);
  if (next.obeyed === undefined && nowUs >= next.holdUntilUs) next.obeyed = next.sent;
  next.sent++;
};

/**
 * A pause required by an overloaded service or a gateway is no evidence on the token's budget. It is
 * given once: who then says the same is not waited for again, nor is an hour.
 */
const onUnavailable = (next: Next, nowUs: number, ticket: Ticket, retryAfterS: number | undefined): void => {
  if (retryAfterS === undefined) return;
  const askedS = plausibleS(next.window.seconds, retryAfterS) ?? shortestHoldS;
  const again = next.quietFrom !== undefined && ticket.number >= next.quietFrom;
  const holdS = again ? shortestHoldS : Math.max(shortestHoldS, askedS);
  next.quietFrom ??= next.sent;
  next.holdUntilUs = Math.max(next.holdUntilUs, nowUs + holdS * second);
};

/** A second, then twice as long each time, until a whole window has passed; then from the start again. */
const ownEstimateS = (windowS: number, refusals: number): number =>
  shortestHoldS * 2 ** (Math.max(0, refusals - 1) % Math.ceil(Math.log2(Math.max(2, windowS + 1))));

/**
 * Waits as long as the server says, where it says what can be. Where it does not, or refuses again whoever has waited so,
 * the wait is our own estimate.
 */
const onRefusal = (
  next: Next,
  nowUs: number,
  ticket: Ticket,
  rate: Pick<RateHeaders, "retryAfterS"> & Partial<Pick<RateHeaders, "resetS">>,
): { readonly untilUs: number; readonly hasWait: boolean } => {
  const requiredS = plausibleS(next.window.seconds, rate.retryAfterS) ?? plausibleS(next.window.seconds, rate.resetS);
  if (next.obeyed !== undefined && ticket.number >= next.obeyed) {
    next.refusals++;
    next.obeyed = undefined;
  }
  const believedS = next.refusals > mostBelieved ? undefined : requiredS;
  const ownS = ownEstimateS(next.window.seconds, next.refusals);
  const untilUs = nowUs + Math.max(shortestHoldS, believedS ?? ownS) * second;
  next.holdUntilUs = Math.max(next.holdUntilUs, untilUs);
  return { untilUs, hasWait: requiredS !== undefined };
};

/** A 429 of the service: nothing is left; whatever older answers promised is spent. */
const onRefused = (next: Next, nowUs: number, ticket: Ticket, rate: RateHeaders): void => {
  const { untilUs, hasWait } = onRefusal(next, nowUs, ticket, rate);
  if (!hasWait) next.assumedPerMinute ??= pacedAfterSilent429;
  next.credit = Math.min(next.credit, next.sent);
  next.resetAtUs = Math.max(next.resetAtUs, untilUs);
  next.resumeAtUs = next.holdUntilUs;
};

/** What an answer with a Remaining changes. */
const onRemaining = (
  next: Next,
  nowUs: number,
  ticket: Ticket,
  limit: number,
  remaining: number,
  rate: RateHeaders,
): void => {
  const window = nextWindow(next.window, nowUs, limit, remaining, rate);
  next.knowledge = "headers";
  next.limit = limit;
  next.window = window;
  // An answer to an older request knows less than what we have.
  if (ticket.number < next.newest) return;
  const resetS = plausibleS(window.longestS, rate.resetS) ?? window.seconds;
  const pace = paceUs(next.policy, limit, window);
  const fullAtUs = nowUs + resetS * second + afterResetUs(window.seconds, resetS, pace);
  next.newest = ticket.number;
  next.credit = remaining + 1 + ticket.doneBefore;
  next.resetAtUs = nowUs + resetS * second;
  next.resumeAtUs = window.refills ? Math.min(fullAtUs, nowUs + pace * (reserveOf(limit) + 1)) : fullAtUs;
};

const onForeign = (
  next: Next,
  nowUs: number,
  { ticket, status, retryAfterS }: Extract<BudgetEvent, { type: "foreign" }>,
): void => {
  next.done++;
  // Its own limit is used up: what the service has left stays known.
  if (status === 429) onRefusal(next, nowUs, ticket, { retryAfterS });
  else onUnavailable(next, nowUs, ticket, retryAfterS);
};

const onAnswered = (
  next: Next,
  nowUs: number,
  { ticket, status, rate }: Extract<BudgetEvent, { type: "answered" }>,
): void => {
  const { limit, remaining } = rate;
  next.done++;
  if (status !== 429) next.refusals = 0;
  if (status !== 503) next.quietFrom = undefined;
  if (limit !== undefined && remaining !== undefined) onRemaining(next, nowUs, ticket, limit, remaining, rate);
  else if (next.knowledge === "unknown" && status < 500 && status !== 429) next.knowledge = "silent";
  if (status === 429) onRefused(next, nowUs, ticket, rate);
  else if (status === 503) onUnavailable(next, nowUs, ticket, rate.retryAfterS);
};

/** The state after an event. */
export const nextBudget = (budget: TokenBudget, nowUs: number, event: BudgetEvent): TokenBudget => {
  const next: Next = { ...budget };
  switch (event.type) {
    case "sent":
      onSent(next, nowUs);
      break;
    case "released":
      next.sent--;
      break;
    case "failed":
      next.done++;
      break;
    case "foreign":
      onForeign(next, nowUs, event);
      break;
    case "answered":
      onAnswered(next, nowUs, event);
  }
  return next;
};
