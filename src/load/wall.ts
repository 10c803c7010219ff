import type { Exchange } from "../contract/exchange.ts";
import { originOf } from "../contract/gateway.ts";

/** A gateway that answers everything in the service's place: more load would only measure the gateway. */
export interface Wall {
  add(exchange: Exchange): void;
  /** Aborted once so many answers in a row were a gateway's. */
  readonly signal: AbortSignal;
  /** Why the load was stopped, one line; undefined while the service itself answers. */
  reason(): string | undefined;
}

const mostInARow = 12;

export const createWall = (): Wall => {
  const stop = new AbortController();
  let inARow = 0;
  let reason: string | undefined;
  return {
    signal: stop.signal,
    add: (exchange) => {
      const origin = originOf(exchange);
      if (exchange.outcome.kind === "failure") return;
      if (origin.who === "service") {
        inARow = 0;
        return;
      }
      inARow++;
      if (inARow < mostInARow || stop.signal.aborted) return;
      reason = `stopped after ${inARow} answers in a row that were not the service's: ${origin.reason}`;
      stop.abort();
    },
    reason: () => reason,
  };
};
