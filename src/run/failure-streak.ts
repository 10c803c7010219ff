import type { Exchange } from "../contract/exchange.ts";
import { isServiceWord, originOf } from "../contract/gateway.ts";

/** Exchanges in a row from which nothing can be learned: the service is gone, overloaded, or closed to this caller. */
export interface FailureStreak {
  /** Takes in the next exchange; where it was sent to use up the budget, an error of the service says nothing. */
  add(exchange: Exchange, onPurpose: boolean): void;
  readonly inARow: number;
  /** The last of them, as "429" or "no answer (…)". */
  readonly last: string;
}

/** So many end a run: three attempts each at some questions, for a service that hangs two minutes. */
export const mostInARow = 12;
/** So many more are worth it to leave nothing behind. */
export const mostWhileCleaning = mostInARow + 6;

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
  let last = "";
  return {
    add: (exchange, onPurpose) => {
      const trouble = troubleIn(exchange);
      if (trouble === undefined) inARow = 0;
      else if (!onPurpose || !isServiceWord(exchange)) {
        inARow++;
        last = trouble;
      }
    },
    get inARow() {
      return inARow;
    },
    get last() {
      return last;
    },
  };
};
