import type { Exchange } from "./exchange.ts";

/** A request has left. `exchange` lacks its outcome still; see {@link Sent}. */
export type Sent = Omit<Exchange, "outcome" | "endUs" | "takenUs" | "sentUs" | "connectUs">;

/**
 * A history is a stream of these in order of time, or as they became known to whoever saw them happen: `sent`, then for
 * the same `seq` `done`, with the events of overlapping requests between them. Judging whole exchanges in either order
 * would take a read that overlapped a delete for a stale read.
 */
export type HistoryEvent =
  | { readonly type: "sent"; readonly sent: Sent }
  | { readonly type: "done"; readonly exchange: Exchange };

/** Exchanges in, events out. It promises nothing: a promise for each of a million events costs more than what is done with it. */
export interface TimeOrder {
  /** The next exchange; returns the events that nothing can come before any more. */
  add(exchange: Exchange): readonly HistoryEvent[];
  /** Those that were held back. */
  end(): readonly HistoryEvent[];
}

/**
 * Turns exchanges in order of completion, as they are recorded, into events in order of time. It holds back only what
 * overlaps: a completion waits until every earlier-sent exchange has been seen. A hole in `seq` (a crash lost the line)
 * is bridged once more than `window` later exchanges have arrived, or at the end.
 *
 * At equal times a completion comes before a sending, and completions come in the order of their sendings.
 */
export const createTimeOrder = (window = 10_000): TimeOrder => {
  const early = new Map<number, Exchange>();
  const open: Exchange[] = [];
  let nextSeq = 1;

  const drain = (untilUs: number, events: HistoryEvent[]): void => {
    let done = 0;
    for (const exchange of open) {
      if (exchange.endUs > untilUs) break;
      done++;
      events.push({ type: "done", exchange });
    }
    if (done > 0) open.splice(0, done);
  };
  const release = (exchange: Exchange, events: HistoryEvent[]): void => {
    drain(exchange.startUs, events);
    events.push({ type: "sent", sent: exchange });
    let at = open.length;
    while (at > 0 && (open[at - 1]?.endUs ?? 0) > exchange.endUs) at--;
    open.splice(at, 0, exchange);
  };
  const releaseReady = (events: HistoryEvent[]): void => {
    for (let ready = early.get(nextSeq); ready !== undefined; ready = early.get(nextSeq)) {
      early.delete(nextSeq++);
      release(ready, events);
    }
  };

  return {
    add: (exchange) => {
      const events: HistoryEvent[] = [];
      early.set(exchange.seq, exchange);
      releaseReady(events);
      while (early.size > window) {
        nextSeq = Math.min(...early.keys());
        releaseReady(events);
      }
      return events;
    },
    end: () => {
      const events: HistoryEvent[] = [];
      for (const seq of [...early.keys()].sort((a, b) => a - b)) {
        const exchange = early.get(seq);
        if (exchange !== undefined) release(exchange, events);
      }
      drain(Number.POSITIVE_INFINITY, events);
      return events;
    },
  };
};
