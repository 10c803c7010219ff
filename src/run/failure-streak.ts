import { type Exchange, statusOf } from "../contract/exchange.ts";
import { isServiceAnswer, originOf } from "../contract/gateway.ts";

/** Exchanges in a row from which nothing can be learned: the service is gone, overloaded, or closed to this caller. */
export interface FailureStreak {
  /** Takes in the next exchange; where it was sent to use up the budget, an error of the service says nothing. */
  add(exchange: Exchange, onPurpose: boolean): void;
  readonly inARow: number;
  /** Requests that kept to the budget as it was known, and were answered 429, in all. */
  readonly limited: number;
  /** The last was a gateway's refusal: the next request will be refused too. */
  readonly blocked: boolean;
  /** The last of them, as "429" or "no answer (…)". */
  readonly last: string;
}

/** So many end a run: three attempts each at some questions, or half of it, for a service that hangs a minute. */
export const mostInARow = 12;
/** So many more are worth it to leave nothing behind. */
export const mostWhileCleaning = mostInARow + 6;

/** Refusals that are over soon: a request that took too long, came too early, or was one too many. */
const mayPass: ReadonlySet<number> = new Set([408, 425, 429]);

const troubleIn = (exchange: Exchange): string | undefined => {
  const { outcome } = exchange;
  if (outcome.kind === "failure") return `no answer (${outcome.message})`;
  const origin = originOf(exchange);
  if (origin.who !== "service") return origin.reason;
  if (outcome.status === 429 || outcome.status >= 500) return String(outcome.status);
  return /^\s*</.test(outcome.body) ? `an HTML page (${outcome.status})` : undefined;
};

export const createFailureStreak = (): FailureStreak => {
  let inARow = 0;
  let limited = 0;
  let last = "";
  let blocked = false;
  return {
    add: (exchange, onPurpose) => {
      const status = statusOf(exchange);
      blocked = status >= 400 && status < 500 && !mayPass.has(status) && originOf(exchange).who === "gateway";
      const trouble = troubleIn(exchange);
      if (status === 429 && !onPurpose) limited++;
      if (trouble === undefined) inARow = 0;
      else if (!onPurpose || !isServiceAnswer(exchange)) {
        // Refusals of a burst that was to be refused end the run, and leave cleaning up what it has.
        if (onPurpose && status === 429 && inARow >= mostInARow) return;
        // Each is a wait of its own: a service that hangs must not hold a run for longer than it may take.
        inARow += exchange.outcome.kind === "failure" && exchange.outcome.fault === "time" ? 2 : 1;
        last = trouble;
      }
    },
    get inARow() {
      return inARow;
    },
    get limited() {
      return limited;
    },
    get blocked() {
      return blocked;
    },
    get last() {
      return last;
    },
  };
};
