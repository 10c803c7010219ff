import type { Clock } from "../contract/clock.ts";
import { type Ending, endingOf } from "../contract/ending.ts";
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

/** What a scenario says that there was no time for, or that ran out of it. */
export const outOfTime = "out of time";

/** When a load run has to be over: its scenarios first, and then cleaning up after them. */
interface TimeLimit {
  readonly ending: Ending;
  /** Seconds that scenarios may still take. */
  leftS(): number;
}

/** Cleaning up takes longer with each record that is made: looked at again so often. */
const checkAgainMs = 250;

/**
 * @param maxTimeS from now on; undefined: no limit
 * @param cleaningS what cleaning up would take at this moment; half of the whole at the most is kept for it
 */
export const timeLimit = (clock: Clock, maxTimeS: number | undefined, cleaningS: () => number): TimeLimit => {
  const stop = new AbortController();
  const ending = endingOf(clock, stop.signal);
  if (maxTimeS === undefined) return { ending, leftS: () => Number.POSITIVE_INFINITY };
  const over = new AbortController();
  // Whoever sets a limit waits for nothing that was skipped.
  const waitedUs = () => clock.nowUs() - (clock.aheadUs?.() ?? 0);
  const endUs = waitedUs() + maxTimeS * 1e6;
  const leftS = () => (endUs - waitedUs()) / 1e6 - Math.min(cleaningS(), maxTimeS / 2);
  const check = () => {
    const leftMs = leftS() * 1000;
    if (leftMs <= 0) stop.abort(new Error(outOfTime));
    else disarmStop = clock.after(Math.min(leftMs, checkAgainMs), check);
  };
  let disarmStop = () => {};
  check();
  const disarmOver = clock.after(maxTimeS * 1000, () => over.abort(new Error(outOfTime)));
  const done = () => {
    ending.done();
    disarmStop();
    disarmOver();
  };
  return { ending: { ...ending, over: over.signal, done }, leftS };
};
