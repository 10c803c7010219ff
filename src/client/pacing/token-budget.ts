import { type BudgetWindow, startWindow } from "./budget-window.ts";

/** How a budget is spent. */
export interface BudgetPolicy {
  /** `even`: a steady share of the limit. `burst`: at once while much is left, then paced. */
  readonly kind: "even" | "burst";
  /** Share of the advertised limit that the pace uses. */
  readonly share: number;
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
 * which no header gives, sets only the pace. Times are µs on one monotonic clock.
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
   * Everything that may have reached the server after the request of that answer is taken off.
   */
  readonly credit: number;
  /** Number of the latest-sent request whose answer had a Remaining. */
  readonly newest: number;
  /** When Remaining will have grown, by the server's Reset. */
  readonly resetAtUs: number;
  /** With nothing left, a single request may try again at this time. */
  readonly resumeAtUs: number;
  /** After a 429, or a 503 that says how long: nothing leaves before this. */
  readonly holdUntilUs: number;
  /** The slot of the last request that left: the pace counts from here, so that late timers do not add up. */
  readonly slotUs: number;
  /** 429s in a row to requests that had waited as long as Retry-After or Reset required, or the first. */
  readonly refusals: number;
  /** Number of the first request that left once the last hold was over; undefined: none yet. */
  readonly obeyed: number | undefined;
  /** Number of the first request after an answer with Retry-After; undefined: the last had none. */
  readonly quietFrom: number | undefined;
  /** As the policy says, or from the first silent 429 on. */
  readonly assumedPerMinute: number | undefined;
}

/** What a request takes along: its number, and how many had come back when it left. */
export interface Ticket {
  readonly number: number;
  readonly doneBefore: number;
}

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

const second = 1_000_000;
/** How far the gap may be stretched to make what is left last until Reset, in gaps. */
const mostStretch = 8;
/**
 * How much of a lateness the next gap makes up for: a twentieth of the gap, between these. Timers are late by a
 * millisecond or two whatever the gap, which at hundreds a second is more than one of them.
 */
const leastLatenessUs = 2_000;
const mostLatenessUs = 5_000;

/** What a burst leaves untouched: for others on the same token, and for the Remaining that lags one call. */
export const reserveOf = (limit: number) => Math.max(3, Math.ceil(limit / 10));

/** Time between two requests at the pace, µs. */
export const paceUs = (policy: BudgetPolicy, limit: number, window: BudgetWindow) =>
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

/** Between two requests where as much comes back as is spent, µs; 0: at once. */
export const steadyUs = (budget: TokenBudget): number => {
  if (budget.knowledge === "headers") return paceOf(budget);
  const { assumedPerMinute, policy } = budget;
  return perMinuteUs(assumedPerMinute === undefined ? undefined : assumedPerMinute * policy.share);
};

const perMinuteUs = (perMinute: number | undefined) => (perMinute === undefined ? 0 : (60 * second) / perMinute);

/** When the pace lets the next request leave, holds aside. */
const slotAfter = (budget: TokenBudget): number => {
  if (budget.knowledge !== "headers") return budget.slotUs + steadyUs(budget);
  const left = budget.credit - budget.sent;
  const free = budget.policy.kind === "burst" && left > reserveOf(budget.limit);
  return free ? budget.slotUs : budget.slotUs + gapUs(budget);
};

/** How long until the next request may leave, whole µs; 0: now; Infinity: not before an answer has come back. */
export const waitUs = (budget: TokenBudget, nowUs: number): number => Math.max(0, Math.ceil(freeAtUs(budget) - nowUs));

/** When the next request may leave; in the past where it may already, Infinity where that depends on an answer. */
export const freeAtUs = (budget: TokenBudget): number => {
  const underWay = budget.sent - budget.done;
  // While nothing is known, one request finds out; the rest would only be bets on it.
  if (budget.knowledge === "unknown" && underWay > 0) return Number.POSITIVE_INFINITY;
  if (budget.knowledge !== "headers" || budget.credit - budget.sent > 0)
    return Math.max(budget.holdUntilUs, slotAfter(budget));
  // Nothing is left: one request at a time, at the time the server gave, and not at once when it no longer gives one.
  if (underWay > 0) return Number.POSITIVE_INFINITY;
  const calm = budget.slotUs + Math.min(second, paceOf(budget));
  return Math.max(budget.holdUntilUs, budget.resumeAtUs, calm);
};

/** The slot that a request takes which leaves now: its due time, or no longer ago than lateness is made up for. */
export const slotOf = (budget: TokenBudget, nowUs: number): number => {
  const dueUs = slotAfter(budget);
  const gap = dueUs - budget.slotUs;
  // No pace, or nothing has left yet; or it was forced out before its time.
  if (!(gap > 0) || nowUs < dueUs) return nowUs;
  return Math.max(dueUs, nowUs - Math.max(leastLatenessUs, Math.min(mostLatenessUs, gap / 20)));
};
