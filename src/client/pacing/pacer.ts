import type { Clock } from "../../contract/clock.ts";
import type { BudgetName, Exchange } from "../../contract/exchange.ts";
import { originOf } from "../../contract/gateway.ts";
import { type BudgetEvent, nextBudget } from "./budget.ts";
import { readRateHeaders } from "./rate-headers.ts";
import {
  type BudgetPolicy,
  freeAtUs,
  leftOf,
  startBudget,
  steadyUs,
  type Ticket,
  type TokenBudget,
  ticketOf,
  waitUs,
} from "./token-budget.ts";

/** What a pacer knows of one token, for progress lines and reports. */
interface BudgetView {
  readonly limit: number | undefined;
  /** Certainly left, requests under way taken off. */
  readonly remaining: number | undefined;
  /** Requests that have left so far. */
  readonly sent: number;
  /** The window believed in, seconds. */
  readonly windowS: number;
  /** Between two requests where as much comes back as is spent, ms. */
  readonly paceMs: number;
  /** Until the next request may leave, ms; Infinity: not before an answer has come. */
  readonly waitMs: number;
  /** Callers in the queue. */
  readonly waiting: number;
}

/** A place on the way. */
export interface Permit extends Ticket {
  /**
   * How much later than its budget allowed, µs: timers that were late, and what earlier ones left behind. It is this
   * machine's doing, not the service's.
   */
  readonly lateUs: number;
}

/** Decides when a request may leave: one budget a token, shared by all callers. */
export interface Pacer {
  /**
   * A place on the way, first come first served: at once where the budget allows, else a promise of it. The request then
   * counts as under way until {@link Pacer.observe} or {@link Pacer.release}.
   * @throws the signal's reason, when it aborts first
   */
  acquire(budget: BudgetName, signal?: AbortSignal): Permit | Promise<Permit>;
  /** A permit without waiting, for bursts that test the limiter. */
  force(budget: BudgetName): Permit;
  /** The request never left. */
  release(budget: BudgetName): void;
  /**
   * It came back.
   * @param budget default: that of the exchange's alias
   */
  observe(ticket: Ticket, exchange: Exchange, budget?: BudgetName): void;
  /**
   * Waits for this caller's budget beside the queue, never longer than two of the windows started from: more than any
   * limiter of them requires.
   * @throws the signal's reason, when it aborts first
   */
  pause(budget: BudgetName, ms: number, signal?: AbortSignal): Promise<void>;
  view(budget: BudgetName): BudgetView;
}

/** A wait that has begun. */
export interface Wait {
  readonly budget: BudgetName;
  readonly ms: number;
}

/** Shorter waits are not reported. */
const quietWaitMs = 2000;

export interface PacerOptions {
  readonly clock: Clock;
  /** Default `burst`. */
  readonly kind?: BudgetPolicy["kind"];
  /** Default 0.9. */
  readonly share?: number;
  /** As in {@link Target}. */
  readonly assumedPerMinute?: number | undefined;
  /** Default 60; shorter for a scaled simulator. */
  readonly windowS?: number;
  /** The longest window to infer, seconds. Default an hour. */
  readonly longestWindowS?: number;
  /** Called with every wait above two seconds as it begins. */
  readonly onWait?: (wait: Wait) => void;
}

interface Waiter {
  readonly grant: (turn: Permit) => void;
  readonly joinedUs: number;
  gone: boolean;
}

/** Callers of these have no budget of their own: the service counts only valid tokens (facts 7.2). */
const hasBudget = (name: BudgetName) => name !== "anonymous" && name !== "invalid" && name !== "unknown";

/** One token's queue: the first is let through as soon as the budget allows, by one timer for all. */
class TokenQueue {
  #budget: TokenBudget;
  readonly #clock: Clock;
  #queue: Waiter[] = [];
  #timer: { readonly atUs: number; readonly cancel: () => void } | undefined;
  /** By how much late timers have moved the pace. */
  #shiftUs = 0;
  readonly #onWait: (ms: number) => void;
  /** The end of the wait that was last reported. */
  #toldUs = Number.NEGATIVE_INFINITY;
  /** When an answer let the first in the queue go that had to wait for it. */
  #knownUs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, budget: TokenBudget, onWait: (ms: number) => void) {
    this.#clock = clock;
    this.#budget = budget;
    this.#onWait = onWait;
  }

  /** One wait is reported once, and again where its end moves by two seconds or more. */
  #announce(untilUs: number) {
    const nowUs = this.#clock.nowUs();
    if (untilUs - Math.max(nowUs, this.#toldUs) <= quietWaitMs * 1000) return;
    this.#toldUs = untilUs;
    this.#onWait((untilUs - nowUs) / 1000);
  }

  pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
    const boundedMs = Math.max(0, Math.min(ms, 2000 * this.#budget.policy.windowS));
    this.#announce(this.#clock.nowUs() + boundedMs * 1000);
    return this.#clock.sleep(boundedMs, signal);
  }

  apply(event: BudgetEvent) {
    const nowUs = this.#clock.nowUs();
    const before = this.#budget;
    this.#budget = nextBudget(before, nowUs, event);
    if (event.type === "sent") return;
    // That a request may leave now is known since this event only: the wait until then was the service's.
    if (freeAtUs(before) > nowUs && freeAtUs(this.#budget) <= nowUs) this.#knownUs = nowUs;
    this.#pump();
  }

  take(lateUs = 0): Permit {
    const { number, doneBefore } = ticketOf(this.#budget);
    this.apply({ type: "sent" });
    return { number, doneBefore, lateUs };
  }

  /** Lets one go that the budget allows, and works out when it would have gone had every timer been on time. */
  #grant(joinedUs: number): Permit {
    // The server's own word to wait is not moved by what our timers did before.
    const isEmpty = (leftOf(this.#budget) ?? 1) <= 0;
    const paceUs = freeAtUs(this.#budget) - (isEmpty ? 0 : this.#shiftUs);
    const punctualUs = Math.max(joinedUs, paceUs, this.#knownUs, this.#budget.holdUntilUs);
    const lateUs = Math.max(0, this.#clock.nowUs() - punctualUs);
    const turn = this.take(lateUs);
    this.#shiftUs = Math.max(0, this.#budget.slotUs - punctualUs);
    this.#knownUs = Number.NEGATIVE_INFINITY;
    return turn;
  }

  join(signal: AbortSignal | undefined): Permit | Promise<Permit> {
    const joinedUs = this.#clock.nowUs();
    if (this.#queue.length === 0 && waitUs(this.#budget, joinedUs) <= 0) return this.#grant(joinedUs);
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        waiter.gone = true;
        reject(signal?.reason);
        this.#pump();
      };
      const waiter: Waiter = {
        grant: (turn) => {
          signal?.removeEventListener("abort", onAbort);
          resolve(turn);
        },
        joinedUs,
        gone: false,
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#queue.push(waiter);
      if (this.#queue.length === 1) this.#pump();
    });
  }

  view(): BudgetView {
    const { knowledge, limit, window, sent } = this.#budget;
    return {
      limit: knowledge === "headers" ? limit : undefined,
      remaining: leftOf(this.#budget),
      sent,
      windowS: window.seconds,
      paceMs: steadyUs(this.#budget) / 1000,
      waitMs: waitUs(this.#budget, this.#clock.nowUs()) / 1000,
      waiting: this.#queue.filter(({ gone }) => !gone).length,
    };
  }

  /** Lets through whoever may go, then sleeps until the next may. */
  #pump() {
    for (;;) {
      while (this.#queue[0]?.gone) this.#queue.shift();
      const [first] = this.#queue;
      if (first === undefined) return this.#sleepUntil(undefined);
      const nowUs = this.#clock.nowUs();
      const wait = waitUs(this.#budget, nowUs);
      if (wait > 0) return this.#sleepUntil(Number.isFinite(wait) ? nowUs + wait : undefined);
      this.#queue.shift();
      first.grant(this.#grant(first.joinedUs));
    }
  }

  #sleepUntil(atUs: number | undefined) {
    if (this.#timer?.atUs === atUs) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (atUs === undefined) return;
    this.#announce(atUs);
    const cancel = this.#clock.after((atUs - this.#clock.nowUs()) / 1000, () => {
      this.#timer = undefined;
      this.#pump();
    });
    this.#timer = { atUs, cancel };
  }
}

/** The event that an exchange is to the budget. */
const eventOf = (ticket: Ticket, exchange: Exchange): BudgetEvent => {
  const { outcome } = exchange;
  if (outcome.kind === "failure") return { type: "failed" };
  const rate = readRateHeaders(outcome);
  const origin = originOf(exchange);
  return origin.who === "service"
    ? { type: "answered", ticket, status: outcome.status, rate }
    : { type: "foreign", ticket, status: outcome.status, retryAfterS: rate.retryAfterS ?? origin.retryAfterS };
};

/**
 * Makes a pacer over the given clock.
 * @param options `burst` by default: at once while much is left of the budget, then 0.9 of the limit
 */
export const createPacer = (options: PacerOptions): Pacer => {
  const policy: BudgetPolicy = {
    kind: options.kind ?? "burst",
    share: options.share ?? 0.9,
    assumedPerMinute: options.assumedPerMinute,
    windowS: options.windowS ?? 60,
    longestWindowS: options.longestWindowS,
  };
  const lines = new Map<BudgetName, TokenQueue>();
  const lineOf = (budget: BudgetName): TokenQueue => {
    const known = lines.get(budget);
    if (known !== undefined) return known;
    const line = new TokenQueue(options.clock, startBudget(policy, hasBudget(budget)), (ms) =>
      options.onWait?.({ budget, ms }),
    );
    lines.set(budget, line);
    return line;
  };
  return {
    acquire: (budget, signal) => lineOf(budget).join(signal),
    force: (budget) => lineOf(budget).take(),
    release: (budget) => lineOf(budget).apply({ type: "released" }),
    observe: (ticket, exchange, budget = exchange.request.token) => lineOf(budget).apply(eventOf(ticket, exchange)),
    pause: (budget, ms, signal) => lineOf(budget).pause(ms, signal),
    view: (budget) => lineOf(budget).view(),
  };
};
