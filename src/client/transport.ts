import type { Clock } from "../contract/clock.ts";
import type { Answer, Exchange, Failure, TokenAlias } from "../contract/exchange.ts";
import type { HistoryEvent } from "../contract/history.ts";
import type { RequestSpec } from "../contract/request-spec.ts";

/** A request as the HTTP adapter sends it, its credential included. Never recorded in this form. */
export interface AdapterRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The times of one call, µs on the transport's clock, as only the adapter can measure them. */
export interface AdapterTimes {
  /** The HTTP adapter took the request. */
  readonly takenUs: number;
  /** Its head was written to a socket; undefined: it never was. */
  readonly sentUs: number | undefined;
  /** Its last byte or its failure arrived. */
  readonly endUs: number;
  /** How long the connection took that was made for it; undefined: it found one. */
  readonly connectUs: number | undefined;
}

/** Where an HTTP adapter notes the times of one call, before its outcome. An HTTP adapter need not. */
export interface Stopwatch {
  times?: AdapterTimes;
}

export interface AdapterOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly stopwatch?: Stopwatch;
  /** Holds the request until then, µs on the transport's clock; for adapters that keep time. */
  readonly notBeforeUs?: number;
  /** Ends that hold, and nothing after it. */
  readonly waitSignal?: AbortSignal;
}

/**
 * Sends bytes and brings back what came, raw. Never rejects for anything a server or a network does: that is a Failure.
 * Does not follow redirects, so a token never travels to another origin.
 */
export type HttpAdapter = {
  (request: AdapterRequest, options: AdapterOptions): Promise<Answer | Failure>;
  close?(): Promise<void>;
  /** It can be given requests ahead of their time. @see WireOptions.notBeforeUs */
  readonly keepsTime?: true;
};

/**
 * The seam: adds the token, waits for the pacer, sends, and informs every listener of what left and what came back, as it
 * happens. The promise resolves with the recorded exchange, whatever the server did; it rejects only when our own signal
 * aborted the wait before the request left.
 */
export interface Transport {
  readonly baseUrl: string;
  readonly clock: Clock;
  send(request: RequestSpec): Promise<Exchange>;
  /** Waits for a caller's budget beside the queue. @see Pacer.pause */
  pause(as: TokenAlias, ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * Events synchronously as they become known; `seq` rises with the sendings. An HTTP adapter in a thread of its own may have had
   * an answer before this thread sent something else and recorded that first: whoever reads `endUs` sees the difference,
   * and whoever goes by the order takes the two to overlap. Returns the way to stop listening.
   */
  listen(listener: (event: HistoryEvent) => void): () => void;
  close(): Promise<void>;
}
