import { subscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import { Agent, buildConnector, type Dispatcher } from "undici";
import { type Clock, realClock } from "../../contract/clock.ts";
import { type Answer, bodyLimitBytes, type Failure, type Header } from "../../contract/exchange.ts";
import type { AdapterOptions, AdapterRequest, HttpAdapter } from "./adapter.ts";
import { type HttpProxy, lookup, namingProxy, throughProxy, tunnel } from "./connect.ts";
import {
  abortedFailure,
  answerOf,
  failureOf,
  type Head,
  partialOf,
  timeoutFailure,
  unlessBrokenOff,
} from "./outcome.ts";

export interface UndiciAdapterOptions {
  /** Must be the transport's. Default: the machine's. */
  readonly clock?: Clock;
  /** Most connections an origin. Default 256. */
  readonly connections?: number;
  /** An extra certificate authority, PEM. TLS is always verified, whatever the environment says. */
  readonly ca?: string;
  /** Everything goes through it. */
  readonly proxy?: HttpProxy;
}

const tab = 0x09;
const blank = 0x20;

const textOf = (bytes: Buffer | undefined): string => {
  let end = bytes?.length ?? 0;
  while (bytes?.[end - 1] === blank || bytes?.[end - 1] === tab) end--;
  return bytes?.toString("latin1", 0, end) ?? "";
};

/**
 * Raw pairs as the parser met them. Latin-1 maps each byte to one character, so nothing of a strange value is lost. Blanks
 * around a value are no part of it (RFC 9110 5.5); the parser leaves those behind it.
 */
const pairsOf = (raw: readonly Buffer[]): Header[] => {
  const pairs: Header[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2)
    pairs.push([raw[at]?.toString("latin1").toLowerCase() ?? "", textOf(raw[at + 1])]);
  return pairs;
};

const enough = new Error("enough");

type Outcome = Answer | Failure;

/** The head of an answer, its header pairs still bytes. */
interface RawHead {
  readonly status: number;
  readonly raw: readonly Buffer[];
  readonly headUs: number;
}

// No spread here nor where a request is dispatched: each copy may get a shape of its own, and undici reads twenty fields of it.
const headOf = ({ status, raw, headUs }: RawHead, overrun = false): Head => ({
  status,
  headers: pairsOf(raw),
  headUs,
  overrun,
});

/**
 * What is made of answers waits until every socket has been read that has something to read: what is done for one answer
 * before would be part of the time of the next.
 */
const afterReading: (() => void)[] = [];
const later = (job: () => void) => {
  if (afterReading.push(job) === 1)
    setImmediate(() => {
      for (const each of afterReading.splice(0)) each();
    });
};

/**
 * One call: collects what comes and settles once. It is a handler in undici's older form, which gives the headers as the
 * bytes they were; the newer one first makes an object of them, which loses their order and costs a tenth of the call.
 */
class Call implements Dispatcher.DispatchHandler {
  readonly #clock: Clock;
  readonly #takenUs: number;
  readonly #options: AdapterOptions;
  readonly #resolve: (outcome: Outcome | Promise<Outcome>) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #abort: ((reason?: Error) => void) | undefined;
  #over = false;
  #head: RawHead | undefined;
  #size = 0;
  #sentUs: number | undefined;
  #connectUs: number | undefined;
  /** What its head was written to. */
  #socket: Socket | undefined;

  constructor(clock: Clock, options: AdapterOptions, resolve: (outcome: Outcome | Promise<Outcome>) => void) {
    this.#clock = clock;
    this.#takenUs = clock.nowUs();
    this.#options = options;
    this.#resolve = resolve;
    this.#timer = setTimeout(onTimeout, options.timeoutMs, this);
    options.signal?.addEventListener("abort", this, { once: true });
  }

  /** The caller's signal was aborted. */
  handleEvent() {
    this.#fail(abortedFailure);
  }

  timeOut() {
    this.#fail((sent, partial) => timeoutFailure(this.#options.timeoutMs, sent, partial));
  }

  /** A connection was there or has been made, and the head is about to be written to it. */
  onConnect(abort: (reason?: Error) => void) {
    this.#abort = abort;
    // Given up while it waited for a connection: it must not leave any more.
    if (this.#over) return abort(enough);
    this.#connectUs = freshUs;
    freshUs = undefined;
    this.beforeWrite();
    writing = this;
  }

  beforeWrite(socket?: Socket) {
    this.#sentUs = this.#clock.nowUs();
    this.#socket = socket;
  }

  onHeaders(status: number, raw: Buffer[]): boolean {
    // Interim answers (1xx) are no answers.
    if (status >= 200) this.#head = { status, raw, headUs: this.#clock.nowUs() };
    return true;
  }

  onData(chunk: Buffer): boolean {
    if (this.#over || this.#head === undefined) return true;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size > bodyLimitBytes) {
      this.#answer(this.#head);
      this.#abort?.(enough);
    }
    return true;
  }

  onComplete() {
    if (!this.#over && this.#head !== undefined) this.#answer(this.#head);
  }

  onError(error: unknown) {
    this.#fail((sent, partial) => failureOf(error, sent, partial));
  }

  #bytes(): Buffer {
    const [only] = this.#chunks;
    return only !== undefined && this.#chunks.length === 1 ? only : Buffer.concat(this.#chunks, this.#size);
  }

  #answer(head: RawHead) {
    this.#settle(() => {
      const outcome = answerOf(headOf(head, hasOverrun(this.#socket)), this.#bytes());
      return outcome instanceof Promise ? outcome.then(unlessBrokenOff) : unlessBrokenOff(outcome);
    });
  }

  /** @param outcome called when there is time for it */
  #settle(outcome: () => Outcome | Promise<Outcome>) {
    const endUs = this.#clock.nowUs();
    this.#over = true;
    clearTimeout(this.#timer);
    this.#options.signal?.removeEventListener("abort", this);
    const { stopwatch } = this.#options;
    if (stopwatch !== undefined)
      stopwatch.times = { takenUs: this.#takenUs, sentUs: this.#sentUs, endUs, connectUs: this.#connectUs };
    later(() => this.#resolve(outcome()));
  }

  /** Ends the call with a failure that keeps what has arrived. */
  #fail(make: (sent: boolean, partial: Answer | undefined) => Failure) {
    if (this.#over) return;
    const sent = this.#abort !== undefined;
    const head = this.#head;
    this.#settle(() =>
      head === undefined
        ? make(sent, undefined)
        : partialOf(headOf(head), this.#bytes()).then((partial) => make(sent, partial)),
    );
    this.#abort?.(enough);
  }
}

const onTimeout = (call: Call) => call.timeOut();

/**
 * Whether bytes came after the end of an answer, in the same read. undici's parser gives the connection up at once, and says
 * so nowhere else: the answer before them is whole. What comes later, on an idle connection, belongs to no call.
 */
const hasOverrun = (socket: Socket | undefined): boolean => {
  const error: (Error & { readonly code?: string }) | null | undefined = socket?.errored;
  return error != null && (error.message === "bad response" || error.code?.startsWith("HPE_") === true);
};

/** undici writes a head right after it has given the call its connection, and makes it up in between. */
let writing: Call | undefined;
subscribe("undici:client:sendHeaders", (message) => {
  // undici publishes the socket with each head that it writes.
  writing?.beforeWrite((message as { readonly socket?: Socket }).socket);
  writing = undefined;
});

/** How long the connection took that is being handed to undici now, µs; undefined outside of that. */
let freshUs: number | undefined;

const connectTimeoutMs = 30_000;

/** undici's own way to connect, TLS verified, that notes how long each connection took. */
const timedConnector = (
  clock: Clock,
  { ca, proxy }: Pick<UndiciAdapterOptions, "ca" | "proxy">,
): buildConnector.connector => {
  const authority = ca === undefined ? {} : { ca };
  const direct = buildConnector({
    rejectUnauthorized: true,
    timeout: connectTimeoutMs,
    autoSelectFamily: true,
    lookup,
    ...authority,
  });
  const connect = proxy === undefined ? direct : tunnel(proxy, direct, { timeoutMs: connectTimeoutMs, ...authority });
  return (options, callback) => {
    const beginUs = clock.nowUs();
    connect(options, (...result) => {
      freshUs = Math.max(1, clock.nowUs() - beginUs);
      // undici writes the first request to a connection in the very turn in which it gets it.
      callback(...result);
      freshUs = undefined;
    });
  };
};

const dispatch = (
  agent: Agent,
  { clock, proxy }: { readonly clock: Clock; readonly proxy: HttpProxy | undefined },
  request: AdapterRequest,
  options: AdapterOptions,
): Promise<Outcome> =>
  new Promise((resolve) => {
    if (options.signal?.aborted) return resolve(abortedFailure(false));
    const call = new Call(clock, options, resolve);
    const { url, method, headers, body } = request;
    const slash = url.indexOf("/", 8);
    const origin = slash === -1 ? url : url.slice(0, slash);
    const direct = { origin, path: slash === -1 ? "/" : url.slice(slash), headers };
    const way = proxy === undefined ? direct : throughProxy(proxy, direct);
    try {
      agent.dispatch({ origin: way.origin, path: way.path, method, headers: way.headers, body: body ?? null }, call);
    } catch (error) {
      call.onError(error);
    }
  });

/**
 * A {@link HttpAdapter} over undici's dispatcher: kept-alive connections, no redirects, TLS verified, one timeout over the
 * whole call. Bodies are kept up to 10 MiB; what comes after that is not read.
 */
export const undiciAdapter = (options: UndiciAdapterOptions = {}): HttpAdapter => {
  const { clock = realClock, proxy } = options;
  const agent = new Agent({
    connections: options.connections ?? 256,
    // The call's own timer covers these phases; undici's would cut long calls short.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: 64 * 1024,
    connect: timedConnector(clock, options),
  });
  return Object.assign(
    (request: AdapterRequest, callOptions: AdapterOptions) => {
      const outcome = dispatch(agent, { clock, proxy }, request, callOptions);
      return proxy === undefined ? outcome : outcome.then((known) => namingProxy(proxy, known));
    },
    { close: () => agent.destroy() },
  );
};
