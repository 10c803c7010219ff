import type { Clock } from "../contract/clock.ts";
import type { Exchange, HistoryEvent } from "../contract/exchange.ts";
import { originOf } from "../contract/gateway.ts";
import { createTokenWatch, refusedText } from "../contract/token-watch.ts";

/** What answers everything and is no word on the service: a gateway in its place, or the refusal of a token that has ended. */
interface Wall {
  /** @returns whether it is one of a row of refusals of its token, which may turn out to say nothing of the service */
  add(exchange: Exchange): boolean;
  /** A token has ended: its row of refusals is no evidence. */
  readonly tokenEnded: boolean;
  /** Aborted once so many answers in a row were a gateway's, or a token's refusal. */
  readonly signal: AbortSignal;
  /** Why the load was stopped, one line; undefined while the service itself answers. */
  reason(): string | undefined;
}

const mostInARow = 12;

export const createWall = (clock: Pick<Clock, "wallMs">): Wall => {
  const tokens = createTokenWatch(clock);
  const stop = new AbortController();
  let inARow = 0;
  let reason: string | undefined;
  let tokenEnded = false;
  /** A token that was never accepted is no token that has ended. */
  const accepted = new Set<string>();
  const isRefused = (exchange: Exchange): boolean => {
    const { token } = exchange.request;
    tokens.add(exchange);
    const row = tokens.rowOf(token);
    if (row === undefined) {
      if (exchange.outcome.kind === "answer" && exchange.outcome.status < 300) accepted.add(token);
      return false;
    }
    if (row.inARow >= mostInARow && accepted.has(token) && !stop.signal.aborted) {
      tokenEnded = true;
      reason = refusedText(token, row);
      stop.abort();
    }
    return exchange.outcome.kind === "answer" && (exchange.outcome.status === 401 || exchange.outcome.status === 403);
  };
  return {
    get tokenEnded() {
      return tokenEnded;
    },
    signal: stop.signal,
    add: (exchange) => {
      const origin = originOf(exchange);
      if (exchange.outcome.kind === "failure") return false;
      if (origin.who === "service") {
        inARow = 0;
        return isRefused(exchange);
      }
      inARow++;
      if (inARow < mostInARow || stop.signal.aborted) return false;
      reason = `stopped after ${inARow} answers in a row that were not the service's: ${origin.reason}`;
      stop.abort();
      return false;
    },
    reason: () => reason,
  };
};

/** Refusals of a token that may have ended are judged once it is accepted again, and never where it has. */
interface WithheldRefusals {
  add(event: HistoryEvent): void;
  end(): void;
}

const most = 1000;

export const withholdRefusals = (wall: Wall, judge: (event: HistoryEvent) => void): WithheldRefusals => {
  const withheld: HistoryEvent[] = [];
  const release = (): void => {
    for (const event of withheld.splice(0)) judge(event);
  };
  return {
    add: (event) => {
      if (event.type === "done" && wall.add(event.exchange)) {
        withheld.push(event);
        if (withheld.length > most) release();
        return;
      }
      if (event.type === "done" && !wall.tokenEnded) {
        const { outcome, request } = event.exchange;
        if (outcome.kind === "answer" && outcome.status < 400 && request.token === "A") release();
      }
      judge(event);
    },
    end: () => {
      if (!wall.tokenEnded) release();
    },
  };
};
