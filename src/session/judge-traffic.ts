import { createJudge, type Judge } from "../checks/judge.ts";
import type { RuleFailure } from "../checks/rule.ts";
import { rules } from "../checks/rules.ts";
import type { Exchange, HistoryEvent } from "../contract/exchange.ts";
import { SlotMap } from "../contract/slot-map.ts";
import type { Verdict } from "../contract/verdict.ts";
import { isMarked } from "../generators/marker.ts";
import { exchangesOfHar } from "../har/read-har.ts";

export interface TrafficOptions {
  /** Path of the base URL. Default: what the HAR shows, else /public/v2. */
  readonly basePath?: string;
}

/** Judges recorded exchanges, added in order of completion, by every rule. */
export interface TrafficJudge {
  readonly judge: Judge;
  /** @returns the violations it brought to light */
  add(exchange: Exchange): readonly RuleFailure[];
  /** Settles what only later exchanges could have proved. Call once. */
  end(): readonly RuleFailure[];
}

export const createTrafficJudge = (basePath: string): TrafficJudge => {
  const judge = createJudge({ rules, basePath, isOurs: isMarked });
  const order = createTimeOrder();
  const take = (events: readonly HistoryEvent[]) => events.flatMap((event) => judge.event(event));
  return {
    judge,
    add: (exchange) => take(order.add(exchange)),
    end: () => [...take(order.end()), ...judge.end()],
  };
};

/**
 * Judges recorded traffic by every rule and sends nothing. What a recording leaves out is not held against it.
 * @param traffic exchanges in order of completion, or a HAR as parsed JSON
 * @returns a verdict a rule, with the first violation where there is one
 * @throws HarError, one line, for a value that is no HAR
 */
export const judgeTraffic = (
  traffic: readonly Exchange[] | object,
  options: TrafficOptions = {},
): readonly Verdict[] => {
  const reading = Array.isArray(traffic) ? undefined : exchangesOfHar(traffic);
  // An array can only be the other kind that is taken.
  const exchanges = reading?.exchanges ?? (traffic as readonly Exchange[]);
  const judging = createTrafficJudge(options.basePath ?? reading?.basePath ?? "/public/v2");
  for (const exchange of exchanges) judging.add(exchange);
  judging.end();
  return judging.judge.verdicts();
};

/** Exchanges in, events out. It promises nothing: a promise for each of a million events costs more than what is done with it. */
interface TimeOrder {
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
  const early = new SlotMap<number, Exchange>();
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
