import { createApi, type SendOptions } from "../client/api.ts";
import { type RateHeaders, readRateHeaders } from "../client/pacing/rate-headers.ts";
import { type Transport, watchUnderWay } from "../client/transport.ts";
import type { NewUser } from "../contract/document.ts";
import { type CleaningTime, cleaningTime, type Ending, wasTooSlow } from "../contract/ending.ts";
import { type Exchange, statusOf, type TokenAlias } from "../contract/exchange.ts";
import { isServiceAnswer } from "../contract/gateway.ts";
import { followRecords, lookedUpIn, OwnRecords, usersIn } from "../contract/own-records.ts";
import { mend, preflightFailureIn } from "../contract/token-watch.ts";
import type { Conditions } from "./scenario.ts";

/** The users this run has made and not yet deleted, as its own traffic shows. */
export interface WatchedRecords {
  readonly ids: ReadonlySet<number>;
  /** Looks up what became of creates that got lost, and deletes what is left until that is over, at the pacer's pace unless interrupted; what could not be deleted stays in `ids`. */
  clean(ending: Ending): Promise<void>;
  close(): void;
}

const mostAttempts = 5;
/** After so many deletions in a row without an answer of the service, the rest is left to the journal. */
const mostInVain = 6;
/** Creates that got lost are looked up by their e-mail; where there are more, the rest is left to the journal. */
const mostLookUps = 20;

export const watchRecords = (transport: Transport): WatchedRecords => {
  const own = new OwnRecords();
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
        send: (attempt: number, time: CleaningTime) => Promise<Exchange>,
      ): Promise<boolean> => {
        for (let attempt = 1; attempt <= mostAttempts && !isDone() && !over.aborted; attempt++) {
          if (inVain >= mostInVain) return true;
          const exchange = await send(attempt, cleaningTime(ending, inVain > 0)).catch((error: unknown) => {
            // It waited for its turn when the run was stopped: now it has the time that cleaning up has.
            if (over.aborted || !cut.aborted) throw error;
            return undefined;
          });
          if (exchange === undefined) continue;
          inVain = isServiceAnswer(exchange) ? 0 : inVain + 1;
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
          const remove = (attempt: number, time: CleaningTime) =>
            api(as).DELETE("/users/{id}", { params: { path: { id } }, attempt, ...time });
          if (await insist(isGone, remove)) return true;
        }
        return false;
      };
      if (await removeAll()) return;
      for (const [email, as] of unsure) {
        let shown = false;
        const look = async (attempt: number, time: CleaningTime) => {
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

interface PrepareOptions {
  readonly transport: Transport;
  readonly email: () => string;
  readonly conditions: Pick<Conditions, "windowS">;
  readonly ending?: Pick<Ending, "stop" | "cut">;
}

/** What one of our windows may hold: of a limit on a longer window only the share of it, since we plan by ours. */
const limitIn = ({ limit, windowS }: RateHeaders, plannedS: number): number | undefined =>
  limit === undefined || windowS === undefined || windowS <= plannedS
    ? limit
    : Math.max(1, Math.floor((limit * plannedS) / windowS));

/** The user that every read is of; its answer also carries the limit. */
export const prepare = async ({
  transport,
  email,
  conditions,
  ending,
}: PrepareOptions): Promise<
  { readonly userId: number; readonly limit: number | undefined } | { readonly unable: string }
> => {
  const common: SendOptions = { as: "A", purpose: "load/prepare" };
  // Once it has left its answer is waited for a little: it makes a user.
  const times = ending === undefined ? {} : { waitSignal: ending.stop, signal: ending.cut };
  const api = createApi(transport.send, { ...common, ...times });
  for (let attempt = 1; ; attempt++) {
    const body: NewUser = { name: "Load Fixture", gender: "male", email: email(), status: "active" };
    const exchange = await api.POST("/users", { body, attempt });
    const { outcome } = exchange;
    if (outcome.kind === "answer" && outcome.status === 201) {
      const id = usersIn(outcome.body)[0]?.id;
      if (id !== undefined) return { userId: id, limit: limitIn(readRateHeaders(outcome), conditions.windowS) };
    }
    if (attempt >= 4 || (outcome.kind === "answer" && outcome.status !== 429 && outcome.status < 500)) {
      const { baseUrl } = transport;
      const failure = preflightFailureIn(exchange, "A", baseUrl)?.reason;
      const way = statusOf(exchange) === 404 || statusOf(exchange) < 400 ? `; ${mend(baseUrl)}` : "";
      return {
        unable: failure ?? `${baseUrl} can't make the user that load needs: it answered ${statusOf(exchange)}${way}`,
      };
    }
  }
};
