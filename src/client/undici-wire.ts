import { Agent, type Dispatcher } from "undici";
import { type Clock, realClock } from "../contract/clock.ts";
import { type Answer, bodyLimitBytes, type Failure, type Header } from "../contract/exchange.ts";
import { answerOf, type Head, partialOf } from "./answer.ts";
import { abortedFailure, failureOf, timeoutFailure } from "./failure.ts";
import type { Wire, WireOptions, WireRequest } from "./transport.ts";

export interface UndiciWireOptions {
  /** Must be the transport's. Default: the machine's. */
  readonly clock?: Clock;
  /** Most connections an origin. Default 256. */
  readonly connections?: number;
  /** An extra certificate authority, PEM. TLS is always verified, whatever the environment says. */
  readonly ca?: string;
  /** Most bytes of response headers. Default 64 KiB. */
  readonly maxHeaderBytes?: number;
}

/** Raw pairs as the parser met them. Latin-1 maps each byte to one character, so nothing of a strange value is lost. */
const pairsOf = (raw: Dispatcher.DispatchController["rawHeaders"]): Header[] => {
  const pairs: Header[] = [];
  if (!Array.isArray(raw)) return pairs;
  for (let at = 0; at + 1 < raw.length; at += 2) pairs.push([latin1(raw[at]).toLowerCase(), latin1(raw[at + 1])]);
  return pairs;
};
const latin1 = (value: Buffer | string | undefined): string =>
  value === undefined ? "" : typeof value === "string" ? value : value.toString("latin1");

const enough = new Error("enough");

const dispatch = (agent: Agent, clock: Clock, request: WireRequest, options: WireOptions): Promise<Answer | Failure> =>
  new Promise((resolve) => {
    const { timeoutMs, signal } = options;
    if (signal?.aborted) return resolve(abortedFailure(false));

    let controller: Dispatcher.DispatchController | undefined;
    let over = false;
    let head: Head | undefined;
    const chunks: Buffer[] = [];
    let size = 0;

    const bytes = () => (chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks, size));
    const settle = (outcome: Answer | Failure | Promise<Answer | Failure>) => {
      over = true;
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      resolve(outcome);
    };
    /** Ends the call with a failure that keeps what has arrived. */
    const fail = (make: (sent: boolean, partial: Answer | undefined) => Failure) => {
      if (over) return;
      const sent = controller !== undefined;
      settle(
        head === undefined ? make(sent, undefined) : partialOf(head, bytes()).then((partial) => make(sent, partial)),
      );
      controller?.abort(enough);
    };
    const onAbort = () => fail(abortedFailure);
    const timer = setTimeout(() => fail((sent, partial) => timeoutFailure(timeoutMs, sent, partial)), timeoutMs);
    signal?.addEventListener("abort", onAbort, { once: true });

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        controller = started;
        // Given up while it waited for a connection: it must not leave any more.
        if (over) started.abort(enough);
      },
      onResponseStart(started, status) {
        if (status >= 200) head = { status, headers: pairsOf(started.rawHeaders), headUs: clock.nowUs() };
      },
      onResponseData(started, chunk) {
        if (over || head === undefined) return;
        chunks.push(chunk);
        size += chunk.length;
        if (size > bodyLimitBytes) {
          settle(answerOf(head, bytes()));
          started.abort(enough);
        }
      },
      onResponseEnd() {
        if (!over && head !== undefined) settle(answerOf(head, bytes()));
      },
      onResponseError(_, error) {
        fail((sent, partial) => failureOf(error, sent, partial));
      },
    };
    const slash = request.url.indexOf("/", 8);
    try {
      agent.dispatch(
        {
          origin: slash === -1 ? request.url : request.url.slice(0, slash),
          path: slash === -1 ? "/" : request.url.slice(slash),
          method: request.method,
          headers: request.headers,
          body: request.body ?? null,
        },
        handler,
      );
    } catch (error) {
      fail((sent, partial) => failureOf(error, sent, partial));
    }
  });

/**
 * A {@link Wire} over undici's dispatcher: kept-alive connections, no redirects, TLS verified, one timeout over the
 * whole call. Bodies are kept up to 10 MiB; what comes after that is not read.
 */
export const undiciWire = (options: UndiciWireOptions = {}): Wire => {
  const clock = options.clock ?? realClock;
  const agent = new Agent({
    connections: options.connections ?? 256,
    // The call's own timer covers these phases; undici's would cut long calls short.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: options.maxHeaderBytes ?? 64 * 1024,
    connect: { rejectUnauthorized: true, timeout: 30_000, ...(options.ca === undefined ? {} : { ca: options.ca }) },
  });
  return Object.assign(
    (request: WireRequest, callOptions: WireOptions) => dispatch(agent, clock, request, callOptions),
    { close: () => agent.destroy() },
  );
};
