import type { Transport } from "../client/transport.ts";
import { watchUnderWay } from "../client/under-way.ts";
import { statusOf } from "../contract/exchange.ts";
import { isServiceWord } from "../contract/gateway.ts";
import { idIn } from "./work.ts";

/** The users this run has made and not yet deleted, as its own traffic shows. */
export interface OwnRecords {
  readonly ids: ReadonlySet<number>;
  /** Deletes what is left, at the governor's pace, until the signal is aborted; what could not be deleted stays in `ids`. */
  clean(over: AbortSignal): Promise<void>;
  close(): void;
}

const mostAttempts = 5;
/** So many deletions in a row that nobody of the service's has answered, and the rest is left to the journal. */
const mostInVain = 6;

export function watchRecords(transport: Transport): OwnRecords {
  const ids = new Map<number, "A" | "B">();
  const underWay = watchUnderWay(transport);
  const stop = transport.listen((event) => {
    if (event.type !== "done") return;
    const { request } = event.exchange;
    if (!isServiceWord(event.exchange)) return;
    const status = statusOf(event.exchange);
    if (request.method === "POST" && status === 201 && event.exchange.outcome.kind === "answer") {
      const id = idIn(event.exchange.outcome.body);
      if (id !== undefined) ids.set(id, request.token === "B" ? "B" : "A");
    } else if (request.method === "DELETE" && (status === 204 || status === 404)) {
      const id = /\/users\/(\d+)$/.exec(request.url)?.[1];
      if (id !== undefined) ids.delete(Number(id));
    }
  });
  return {
    get ids() {
      return new Set(ids.keys());
    },
    async clean(over) {
      await underWay.none(over);
      let inVain = 0;
      for (const [id, as] of [...ids]) {
        for (let attempt = 1; attempt <= mostAttempts && ids.has(id) && !over.aborted; attempt++) {
          if (inVain >= mostInVain) return;
          const exchange = await transport.send({
            method: "DELETE",
            path: `/users/${id}`,
            as,
            purpose: "cleanup",
            attempt,
            signal: over,
          });
          inVain = isServiceWord(exchange) ? 0 : inVain + 1;
          // The governor waits by the headers; this is for a service that sends none. @see guide G8: at least a second
          if (statusOf(exchange) === 429 && attempt < mostAttempts) await transport.clock.sleep(1000, over);
        }
      }
    },
    close: () => {
      stop();
      underWay.close();
    },
  };
}
