import { createApi } from "../client/api.ts";
import type { Transport } from "../client/transport.ts";
import { watchUnderWay } from "../client/under-way.ts";
import { cleaningTime, type Ending, wasTooSlow } from "../contract/ending.ts";
import { statusOf } from "../contract/exchange.ts";
import { isServiceWord } from "../contract/gateway.ts";
import { followRecords, type OwnRecords } from "../contract/own-records.ts";

/** The users this run has made and not yet deleted, as its own traffic shows. */
export interface WatchedRecords {
  readonly ids: ReadonlySet<number>;
  /** Deletes what is left, at the pacer's pace, until that is over; what could not be deleted stays in `ids`. */
  clean(ending: Ending): Promise<void>;
  close(): void;
}

const mostAttempts = 5;
/** After so many deletions in a row without an answer of the service, the rest is left to the journal. */
const mostInVain = 6;

export const watchRecords = (transport: Transport): WatchedRecords => {
  const own: OwnRecords = new Map();
  const underWay = watchUnderWay(transport);
  const stop = transport.listen((event) => {
    if (event.type === "done") followRecords(own, event.exchange);
  });
  return {
    get ids() {
      return new Set(own.keys());
    },
    async clean(ending) {
      const { stop, cut, over } = ending;
      await underWay.none(cut);
      let inVain = 0;
      for (const [id, as] of [...own]) {
        const api = createApi(transport.send, { as, purpose: "cleanup" });
        for (let attempt = 1; attempt <= mostAttempts && own.has(id) && !over.aborted; attempt++) {
          if (inVain >= mostInVain) return;
          const options = { params: { path: { id } }, attempt, ...cleaningTime(ending) };
          const exchange = await api.DELETE("/users/{id}", options).catch((error: unknown) => {
            // It waited for its turn when the run was stopped: now it has the time that cleaning up has.
            if (over.aborted || !cut.aborted) throw error;
            return undefined;
          });
          if (exchange === undefined) continue;
          inVain = isServiceWord(exchange) ? 0 : inVain + 1;
          // The others may go all the same.
          if (stop.aborted && wasTooSlow(exchange)) break;
          // The pacer waits by the headers; this is for a service that sends none. @see guide G8: at least a second
          if (statusOf(exchange) === 429 && attempt < mostAttempts) await transport.clock.sleep(1000, over);
        }
      }
    },
    close: () => {
      stop();
      underWay.close();
    },
  };
};
