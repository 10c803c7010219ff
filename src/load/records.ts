import { createApi } from "../client/api.ts";
import { type Transport, watchUnderWay } from "../client/transport.ts";
import { cleaningTime, type Ending, wasTooSlow } from "../contract/ending.ts";
import { type Exchange, statusOf, type TokenAlias } from "../contract/exchange.ts";
import { isServiceWord } from "../contract/gateway.ts";
import { followRecords, lookedUpIn, type OwnRecords } from "../contract/own-records.ts";
import { usersIn } from "../contract/seen-users.ts";

/** The users this run has made and not yet deleted, as its own traffic shows. */
export interface WatchedRecords {
  readonly ids: ReadonlySet<number>;
  /** Looks up what became of creates that got lost, and deletes what is left, at the pacer's pace, until that is over; what could not be deleted stays in `ids`. */
  clean(ending: Ending): Promise<void>;
  close(): void;
}

const mostAttempts = 5;
/** After so many deletions in a row without an answer of the service, the rest is left to the journal. */
const mostInVain = 6;
/** Creates that got lost are looked up by their e-mail; where there are more, the rest is left to the journal. */
const mostLookUps = 20;

export const watchRecords = (transport: Transport): WatchedRecords => {
  const own: OwnRecords = new Map();
  /** Creates that may have happened, by e-mail. */
  const unsure = new Map<string, TokenAlias>();
  const underWay = watchUnderWay(transport);
  const stop = transport.listen((event) => {
    if (event.type !== "done") return;
    const { request } = event.exchange;
    if (followRecords(own, event.exchange)?.kind !== "unsure") return;
    const email = usersIn(request.body)[0]?.email;
    if (email !== undefined && unsure.size < mostLookUps) unsure.set(email, request.token);
  });
  return {
    get ids() {
      return new Set(own.keys());
    },
    async clean(ending) {
      const { stop, cut, over } = ending;
      await underWay.none(cut);
      let inVain = 0;
      /** Until it is done or over. @returns whether there is no sense in going on */
      const insist = async (
        isDone: () => boolean,
        send: (attempt: number, time: ReturnType<typeof cleaningTime>) => Promise<Exchange>,
      ): Promise<boolean> => {
        for (let attempt = 1; attempt <= mostAttempts && !isDone() && !over.aborted; attempt++) {
          if (inVain >= mostInVain) return true;
          const exchange = await send(attempt, cleaningTime(ending)).catch((error: unknown) => {
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
        return false;
      };
      const api = (as: TokenAlias) => createApi(transport.send, { as, purpose: "cleanup" });
      const removeAll = async (): Promise<boolean> => {
        for (const [id, as] of [...own]) {
          const isGone = () => !own.has(id);
          const remove = (attempt: number, time: ReturnType<typeof cleaningTime>) =>
            api(as).DELETE("/users/{id}", { params: { path: { id } }, attempt, ...time });
          if (await insist(isGone, remove)) return true;
        }
        return false;
      };
      if (await removeAll()) return;
      for (const [email, as] of unsure) {
        let shown = false;
        const look = async (attempt: number, time: ReturnType<typeof cleaningTime>) => {
          const exchange = await api(as).GET("/users", { params: { query: { email } }, attempt, ...time });
          const found = lookedUpIn(exchange);
          shown = found !== undefined;
          for (const id of found?.ids ?? []) own.set(id, as);
          return exchange;
        };
        if (await insist(() => shown, look)) return;
      }
      await removeAll();
    },
    close: () => {
      stop();
      underWay.close();
    },
  };
};
