import { type BudgetWindow, nextWindow, startWindow } from "./budget-window.ts";
import type { RateHeaders } from "./rate-headers.ts";

/** How a budget is spent. */
export interface BudgetPolicy {
  /** `even`: a steady share of the limit. `burst`: at once while much is left, then paced. */
  readonly kind: "even" | "burst";
  /** Share of the advertised limit that the pace uses. */
  readonly share: number;
  /** Never more than this in a minute, whatever the server allows. */
  readonly ceilingPerMinute: number | undefined;
  /** Requests a minute where the server says nothing; undefined: unpaced. The share applies to it. */
  readonly assumedPerMinute: number | undefined;
  /** The window to start from, in seconds. */
  readonly windowS: number;
  /** The longest window to infer from answers, seconds. Default an hour. */
  readonly longestWindowS?: number | undefined;
}

/**
 * One token's budget as a pure state machine: what is known of the server's limiter, and so when the next request may
 * leave. It trusts Remaining most, since that is the server's own count, corrected for what is under way; the window,
 * which nobody advertises, sets only the pace. Times are µs on one monotonic clock.
 */
export interface TokenBudget {
  readonly policy: BudgetPolicy;
  /** `unknown`: no answer yet. `silent`: answers carry no rate-limit headers. */
  readonly knowledge: "unknown" | "silent" | "headers";
  readonly limit: number;
  readonly window: BudgetWindow;
  /** Requests that have left, and those of them that came back. */
  readonly sent: number;
  readonly done: number;
  /**
   * Remaining as far as it is certain, counted so that sending does not change it: what is left now is `credit - sent`.
   * Everything that may have reached the server after the request that told us is taken off.
   */
  readonly credit: number;
  /** Number of the latest-sent request that told us. */
  readonly newest: number;
  /** When the server said that Remaining would have grown. */
  readonly resetAtUs: number;
  /** With nothing left, a single request may try again at this time. */
  readonly resumeAtUs: number;
  /** After a 429, or a 503 that says how long: nothing leaves before this. */
  readonly holdUntilUs: number;
  /** The slot of the last request that left: the pace counts from here, so that late timers do not add up. */
  readonly slotUs: number;
  /** 429s in a row to requests that had waited as long as they were told, or the first. */
  readonly refusals: number;
  /** Number of the first request that left once the last hold was over; undefined: none yet. */
  readonly obeyed: number | undefined;
  /** Number of the first request after one that was asked to come back later; undefined: the last was not. */
  readonly quietFrom: number | undefined;
  /** As the policy says, or from the first silent 429 on. */
  readonly assumedPerMinute: number | undefined;
}

/** What a request takes along: its number, and how many had come back when it left. */
export interface Ticket {
  readonly number: number;
  readonly doneBefore: number;
}

export type BudgetEvent =
  | { readonly type: "sent" }
  /** It was let through and never left. */
  | { readonly type: "released" }
  /** It ended without an answer; the server may have counted it. */
  | { readonly type: "failed" }
  | { readonly type: "answered"; readonly ticket: Ticket; readonly status: number; readonly rate: RateHeaders }
  /** A gateway answered in the service's place: of the token's budget it knows nothing. */
  | { readonly type: "foreign"; readonly ticket: Ticket; readonly retryAfterS: number | undefined };

const second = 1_000_000;
/**
 * How long after Reset to ask again with nothing left. Reset is in whole seconds and may have been rounded down; of a
 * window of few seconds a whole one would be too much. A Reset of a whole window may be a cap: the first request of a
 * sliding counter comes back later than that.
 */
const afterResetUs = (windowS: number, resetS: number, pace: number) =>
  Math.max(Math.min(second, (windowS * second) / 10), resetS > windowS - 2 ? pace : 0);
const shortestHoldS = 1;
/** So many refusals in a row of whoever waited as told, and what it says is no longer believed. @see guide G8 */
const mostBelieved = 2;
/** Pace after a 429 from a server that never says anything, requests a minute. */
const pacedAfterSilent429 = 60;
/** How far the gap may be stretched to make what is left last until Reset, in gaps. */
const mostStretch = 8;
/**
 * How much of a lateness the next gap makes up for: a twentieth of the gap, between these. Timers are late by a
 * millisecond or two whatever the gap, which at hundreds a second is more than one of them.
 */
const leastLatenessUs = 2_000;
const mostLatenessUs = 5_000;

export const startBudget = (policy: BudgetPolicy, hasBudget = true): TokenBudget => ({
  policy,
  knowledge: hasBudget ? "unknown" : "silent",
  limit: 0,
  window: startWindow(policy.windowS, policy.longestWindowS),
  sent: 0,
  done: 0,
  credit: 0,
  newest: -1,
  resetAtUs: Number.NEGATIVE_INFINITY,
  resumeAtUs: Number.NEGATIVE_INFINITY,
  holdUntilUs: Number.NEGATIVE_INFINITY,
  slotUs: Number.NEGATIVE_INFINITY,
  refusals: 0,
  obeyed: 0,
  quietFrom: undefined,
  assumedPerMinute: policy.assumedPerMinute,
});

/** The ticket of a request that leaves now, taken before its `sent` event. */
export const ticketOf = ({ sent, done }: TokenBudget): Ticket => ({ number: sent, doneBefore: done });

/** What is certainly left, below zero when more is under way than that. Undefined while the server says nothing. */
export const leftOf = (budget: TokenBudget): number | undefined =>
  budget.knowledge === "headers" ? budget.credit - budget.sent : undefined;

/** The longest wait a limiter of a window may ask for, seconds: a sliding counter's Reset reaches two windows. */
const longestWaitS = (windowS: number): number => 2 * windowS + 1;

/** What the server asks to wait, where a limiter of that window could: a date, milliseconds or an hour are no answer. */
const plausibleS = (windowS: number, askedS: number | undefined): number | undefined =>
  askedS !== undefined && askedS <= longestWaitS(windowS) ? askedS : undefined;

/** What a burst leaves untouched: for others on the same token, and for the Remaining that lags one call. */
const reserveOf = (limit: number) => Math.max(3, Math.ceil(limit / 10));

/** Time between two requests at the pace, µs. */
const paceUs = (policy: BudgetPolicy, limit: number, window: BudgetWindow) =>
  (window.seconds * second) / (limit * policy.share);
const paceOf = ({ policy, limit, window }: TokenBudget) => paceUs(policy, limit, window);

/** The gap at this point: the pace, or longer while what is left would not last until Reset. */
const gapUs = (budget: TokenBudget): number => {
  const pace = paceOf(budget);
  const left = budget.credit - budget.sent;
  // An even pace uses nine tenths of a window's budget: less than the last tenth left means that it drains faster.
  const low = budget.policy.kind === "even" ? Math.max(1, Math.floor(budget.limit / 10) - 1) : reserveOf(budget.limit);
  if (left > low) return pace;
  const untilResetUs = budget.resetAtUs - budget.slotUs;
  return Math.min(Math.max(pace, untilResetUs / Math.max(left, 1)), pace * mostStretch);
};

const perMinuteUs = (perMinute: number | undefined) => (perMinute === undefined ? 0 : (60 * second) / perMinute);

const ceilingSlot = (budget: TokenBudget) => budget.slotUs + perMinuteUs(budget.policy.ceilingPerMinute);

/** When the pace lets the next request leave, holds aside. */
const slotAfter = (budget: TokenBudget): number => {
  const ceiling = ceilingSlot(budget);
  if (budget.knowledge !== "headers") {
    const { assumedPerMinute, policy } = budget;
    const assumed = assumedPerMinute === undefined ? undefined : assumedPerMinute * policy.share;
    return Math.max(ceiling, budget.slotUs + perMinuteUs(assumed));
  }
  const left = budget.credit - budget.sent;
  const free = budget.policy.kind === "burst" && left > reserveOf(budget.limit);
  return free ? ceiling : Math.max(ceiling, budget.slotUs + gapUs(budget));
};

/** How long until the next request may leave, whole µs; 0: now; Infinity: not before an answer has come back. */
export const waitUs = (budget: TokenBudget, nowUs: number): number => Math.max(0, Math.ceil(freeAtUs(budget) - nowUs));

/** When the next request may leave; in the past where it may already, Infinity where only an answer can tell. */
export const freeAtUs = (budget: TokenBudget): number => {
  const underWay = budget.sent - budget.done;
  // While nothing is known, one request finds out; the rest would only be bets on it.
  if (budget.knowledge === "unknown" && underWay > 0) return Number.POSITIVE_INFINITY;
  if (budget.knowledge !== "headers" || budget.credit - budget.sent > 0)
    return Math.max(budget.holdUntilUs, slotAfter(budget));
  // Nothing is left: one request at a time, when the server said so, and not at once when it no longer says anything.
  if (underWay > 0) return Number.POSITIVE_INFINITY;
  const calm = Math.max(ceilingSlot(budget), budget.slotUs + Math.min(second, paceOf(budget)));
  return Math.max(budget.holdUntilUs, budget.resumeAtUs, calm);
};

/** The slot that a request takes which leaves now: its due time, or no longer ago than lateness is made up for. */
const slotOf = (budget: TokenBudget, nowUs: number): number => {
  const dueUs = slotAfter(budget);
  const gap = dueUs - budget.slotUs;
  // No pace, or nothing has left yet; or it was forced out before its time.
  if (!(gap > 0) || nowUs < dueUs) return nowUs;
  return Math.max(dueUs, nowUs - Math.max(leastLatenessUs, Math.min(mostLatenessUs, gap / 20)));
};

const onSent = (budget: TokenBudget, nowUs: number): TokenBudget => ({
  ...budget,
  sent: budget.sent + 1,
  slotUs: slotOf(budget, nowUs),
  obeyed: budget.obeyed ?? (nowUs >= budget.holdUntilUs ? budget.sent : undefined),
});

/**
 * Whoever is overloaded, or stands before the service, asks for quiet; of the token's budget that says nothing. It is
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
const onRefused = (budget: TokenBudget, nowUs: number, ticket: Ticket, rate: RateHeaders): TokenBudget => {
  const toldS = plausibleS(budget.window.seconds, rate.retryAfterS) ?? plausibleS(budget.window.seconds, rate.resetS);
  const said = toldS !== undefined;
  const again = budget.obeyed !== undefined && ticket.number >= budget.obeyed;
  const refusals = again ? budget.refusals + 1 : budget.refusals;
  const believedS = refusals > mostBelieved ? undefined : toldS;
  const ownS = ownEstimateS(budget.window.seconds, refusals);
  const untilUs = nowUs + Math.max(shortestHoldS, believedS ?? ownS) * second;
  return {
    ...budget,
    refusals,
    obeyed: again ? undefined : budget.obeyed,
    assumedPerMinute: budget.assumedPerMinute ?? (said ? undefined : pacedAfterSilent429),
    holdUntilUs: Math.max(budget.holdUntilUs, untilUs),
    // It was just told that nothing is left; whatever older answers promised is spent.
    credit: Math.min(budget.credit, budget.sent),
    resetAtUs: Math.max(budget.resetAtUs, untilUs),
    resumeAtUs: Math.max(budget.holdUntilUs, untilUs),
  };
};

/** What an answer with a Remaining changes. */
const told = (
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
      ? told(counted, nowUs, ticket, limit, remaining, rate)
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
      return onUnavailable({ ...budget, done: budget.done + 1 }, nowUs, event.ticket, event.retryAfterS);
    case "answered":
      return onAnswered(budget, nowUs, event);
  }
};
