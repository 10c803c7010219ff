import type { Clock } from "../contract/clock.ts";
import type { Draft } from "../contract/draft.ts";
import type { Exchange, Header, SentRequest } from "../contract/exchange.ts";
import type { HistoryEvent, Sent } from "../contract/history.ts";
import type { RequestSpec } from "../contract/request-spec.ts";
import type { AdapterTimes } from "./http/adapter.ts";
import type { Mask } from "./mask.ts";

/** Where a history comes from: numbers what is sent, masks what is secret, and passes events on to all listeners. */
export interface HistorySource {
  /**
   * Numbers and announces a request; from here on it leaves.
   * @param leftUs when it left. Default: now
   * @throws what `beforeSend` throws; the request must not leave then
   */
  sent(request: RequestSpec, url: string, headers: Readonly<Record<string, string>>, leftUs?: number): Sent;
  /** The outcome of a request, as listeners get it. */
  exchangeOf(sent: Sent, outcome: Exchange["outcome"], times: AdapterTimes | undefined): Exchange;
  done(exchange: Exchange): void;
  /** @returns what ends it */
  listen(listener: (event: HistoryEvent) => void): () => void;
}

export const createHistorySource = (
  clock: Clock,
  mask: Mask,
  beforeSend: ((sent: Sent) => void) | undefined,
): HistorySource => {
  const listeners = new Set<(event: HistoryEvent) => void>();
  let lastSeq = 0;

  const emit = (event: HistoryEvent) => {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch {
        // A listener's trouble is its own: it must not change what is sent or what is learnt from it.
      }
    }
  };

  return {
    sent: (request, url, headers, leftUs) => {
      const pairs: Header[] = Object.entries(headers);
      const { method, body, as: token, purpose, intendedUs, attempt = 1, passedOn } = request;
      const plain: SentRequest = { method, url, headers: pairs, token };
      const sent: Draft<Sent> = {
        seq: lastSeq + 1,
        request: mask.request(body === undefined ? plain : { ...plain, body }, passedOn?.authorization),
        attempt,
        startUs: leftUs ?? clock.nowUs(),
      };
      if (purpose !== undefined) sent.purpose = purpose;
      if (intendedUs !== undefined) sent.intendedUs = intendedUs;
      if (beforeSend !== undefined) {
        beforeSend(sent);
        // Writing to disk takes time that is not the server's.
        sent.startUs = clock.nowUs();
      }
      lastSeq++;
      emit({ type: "sent", sent });
      return sent;
    },
    exchangeOf: (sent, outcome, times) => exchangeOf(sent, mask.outcome(outcome, sent.request), times, clock.nowUs()),
    done: (exchange) => emit({ type: "done", exchange }),
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

/** The adapter's times are kept between those of the transport, whose clock a thread of its own may read a µs off. */
const exchangeOf = (
  { seq, request, attempt, startUs, purpose, intendedUs }: Sent,
  outcome: Exchange["outcome"],
  times: AdapterTimes | undefined,
  nowUs: number,
): Exchange => {
  const endUs = Math.max(startUs, times === undefined ? nowUs : Math.min(nowUs, times.endUs));
  const exchange: Draft<Exchange> = { seq, request, outcome, attempt, startUs, endUs };
  if (purpose !== undefined) exchange.purpose = purpose;
  if (intendedUs !== undefined) exchange.intendedUs = intendedUs;
  if (times === undefined) return exchange;
  const { takenUs, sentUs, connectUs } = times;
  exchange.takenUs = Math.min(endUs, Math.max(startUs, takenUs));
  if (sentUs !== undefined) exchange.sentUs = Math.min(endUs, Math.max(startUs, sentUs));
  if (connectUs !== undefined) exchange.connectUs = connectUs;
  return exchange;
};
