import { type BudgetWindow, startWindow } from "./budget-window.ts";

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
