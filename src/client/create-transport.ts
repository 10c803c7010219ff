import type { Clock } from "../contract/clock.ts";
import type { Draft } from "../contract/draft.ts";
import type { Exchange, Header, SentRequest, TokenAlias } from "../contract/exchange.ts";
import type { HistoryEvent, Sent } from "../contract/history.ts";
import type { RequestSpec } from "../contract/request-spec.ts";
import type { Target } from "../contract/target.ts";
import { ConfigurationError } from "./errors.ts";
import { failureOf } from "./http/failure.ts";
import { maskOf } from "./mask.ts";
import type { Ticket } from "./pacing/budget.ts";
import type { Pacer, Permit } from "./pacing/pacer.ts";
import { TimerQueue } from "./pacing/timer-queue.ts";
import type { AdapterOptions, AdapterRequest, AdapterTimes, HttpAdapter, Stopwatch, Transport } from "./transport.ts";

export interface TransportOptions {
  readonly target: Target;
  readonly adapter: HttpAdapter;
  readonly clock: Clock;
  /** Absent: nothing waits. */
  readonly pacer?: Pacer;
  /** Default 10,000. @see guide G3 */
  readonly timeoutMs?: number;
  /**
   * Called with each request before it leaves; what it writes is on disk before the server can have acted. When it
   * throws, the request does not leave and `send` rejects.
   */
  readonly beforeSend?: (sent: Sent) => void;
  /** Default `gorest-harness`. */
  readonly userAgent?: string;
}

const defaultTimeoutMs = 10_000;
/** Longer than this thread is ever busy at a stretch, collecting garbage above all; what the wire holds makes its own collecting slower. */
const longestAheadUs = 50_000;

/** Header names we set; a driver may name its own value for any but the credential. */
const ownHeaders = (userAgent: string): Readonly<Record<string, string>> => ({
  accept: "application/json",
  "accept-encoding": "gzip, deflate, br",
  "user-agent": userAgent,
});

/** The credential of an alias: undefined for callers without one. */
const credentialOf = ({ tokens, nearMisses }: Target, alias: TokenAlias, method: string): string | undefined => {
  if (alias === "anonymous") return undefined;
  const token = alias === "invalid" ? (nearMisses?.[method] ?? tokens.invalid) : tokens[alias];
  if (token === undefined)
    throw new ConfigurationError(
      `no token is configured for ${alias}`,
      alias === "B" ? "Set GOREST_SECOND_TOKEN to a token of another account." : "Set GOREST_TOKEN.",
    );
  return `Bearer ${token}`;
};

/**
 * Makes the seam.
 * @throws ConfigurationError when the base URL is no http(s) URL
 */
export const createTransport = (options: TransportOptions): Transport => {
  const { target, adapter, clock, pacer, beforeSend } = options;
  const baseUrl = target.baseUrl.replace(/\/+$/, "");
  if (!/^https?:\/\/[^/]/.test(baseUrl) || !URL.canParse(baseUrl))
    throw new ConfigurationError("the base URL is not an http(s) URL", "Mend GOREST_BASE_URL.");
  const common = ownHeaders(options.userAgent ?? "gorest-harness");
  const mask = maskOf([...Object.values({ ...target.nearMisses, ...target.tokens }), ...(target.secrets ?? [])]);
  const usualTimeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  /** For requests whose time has not come, wherever they wait for it. */
  const ahead = new TimerQueue(clock);
  // What must be on disk before a request leaves is written by this thread.
  const canSendAhead = adapter.keepsTime === true && beforeSend === undefined;
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

  const headersOf = (request: RequestSpec): Record<string, string> => {
    const headers: Record<string, string> = { ...common };
    if (request.body !== undefined) headers["content-type"] = "application/json";
    // Only the alias decides who speaks; a header named by a driver must not smuggle in another.
    if (request.headers !== undefined)
      for (const [name, value] of Object.entries(request.headers)) if (name !== "authorization") headers[name] = value;
    return headers;
  };

  /** Numbers and announces a request; from here on it leaves. */
  const announce = (
    request: RequestSpec,
    url: string,
    headers: Readonly<Record<string, string>>,
    leftUs?: number,
  ): Sent => {
    const pairs: Header[] = Object.entries(headers);
    const { method, body, as: token, purpose, intendedUs, attempt = 1 } = request;
    const plain: SentRequest = { method, url, headers: pairs, token };
    const sent: Draft<Sent> = {
      seq: lastSeq + 1,
      request: mask.request(body === undefined ? plain : { ...plain, body }),
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
  };

  const transmit = async (
    request: RequestSpec,
    message: AdapterRequest,
    sent: Sent,
    ticket: Ticket | undefined,
  ): Promise<Exchange> => {
    const stopwatch: Stopwatch = {};
    const { signal, timeoutMs = usualTimeoutMs } = request;
    const call: AdapterOptions = signal === undefined ? { timeoutMs, stopwatch } : { timeoutMs, stopwatch, signal };
    const raw = await adapter(message, call).catch((error: unknown) => failureOf(error, true));
    return conclude(sent, ticket, raw, stopwatch.times);
  };

  /** Tells of what became of a request. */
  const conclude = (
    sent: Sent,
    ticket: Ticket | undefined,
    raw: Exchange["outcome"],
    times: AdapterTimes | undefined,
  ): Exchange => {
    const exchange = exchangeOf(sent, mask.outcome(raw, sent.request), times, clock.nowUs());
    // What left before this ended is told of before it, however late this thread's own timers are.
    ahead.pass(exchange.endUs);
    if (ticket !== undefined) pacer?.observe(ticket, exchange);
    emit({ type: "done", exchange });
    return exchange;
  };

  /** Gives a request to the wire before its time. When that has come it counts as sent. */
  const sendAhead = async (
    request: RequestSpec,
    message: AdapterRequest,
    headers: Readonly<Record<string, string>>,
    leaveAtUs: number,
    stop: AbortSignal | undefined,
  ): Promise<Exchange> => {
    const stopwatch: Stopwatch = {};
    const left: { ticket?: Permit | undefined; sent?: Sent } = {};
    const giveUp = ahead.at(leaveAtUs, () => {
      left.ticket = pacer?.force(request.as);
      left.sent = announce(request, message.url, headers, leaveAtUs);
    });
    const { signal, waitSignal, timeoutMs = usualTimeoutMs } = request;
    const raw = await adapter(message, {
      timeoutMs,
      stopwatch,
      notBeforeUs: leaveAtUs,
      ...(signal === undefined ? {} : { signal }),
      ...(waitSignal === undefined ? {} : { waitSignal }),
    }).catch((error: unknown) => failureOf(error, true));
    const never = raw.kind === "failure" && raw.fault === "aborted" && !raw.maybeDone;
    if (left.sent === undefined && never && stop?.aborted) {
      giveUp();
      throw stop.reason;
    }
    // The HTTP adapter may have noticed sooner than this thread that its time had come.
    ahead.pass(leaveAtUs);
    if (left.sent === undefined) throw new Error("a request that had left was never told of");
    return conclude(left.sent, left.ticket, raw, stopwatch.times);
  };

  return {
    baseUrl,
    clock,
    async send(request) {
      const credential = credentialOf(target, request.as, request.method);
      const url = baseUrl + asciiPath(request.path);
      const stop = stopOf(request);
      stop?.throwIfAborted();
      const { method, body, leaveAtUs } = request;
      const headers = headersOf(request);
      const signed = { ...headers };
      if (credential !== undefined) signed.authorization = credential;
      const message: AdapterRequest =
        body === undefined ? { method, url, headers: signed } : { method, url, headers: signed, body };
      if (leaveAtUs !== undefined) {
        const canWait = canSendAhead && request.pace === "now";
        await ahead.until(canWait ? leaveAtUs - longestAheadUs : leaveAtUs, stop);
        if (canWait && leaveAtUs > clock.nowUs()) return sendAhead(request, message, headers, leaveAtUs, stop);
      }
      let ticket: Permit | undefined;
      if (request.pace === "now") ticket = pacer?.force(request.as);
      else {
        const turn = pacer?.acquire(request.as, stop);
        ticket = turn instanceof Promise ? await turn : turn;
      }
      if (ticket !== undefined) request.onPermit?.(ticket.lateUs);
      let sent: Sent;
      try {
        stop?.throwIfAborted();
        ahead.pass(clock.nowUs());
        sent = announce(request, url, headers);
      } catch (error) {
        pacer?.release(request.as);
        throw error;
      }
      return transmit(request, message, sent, ticket);
    },
    pause: (as, ms, signal) => pacer?.pause(as, ms, signal) ?? clock.sleep(ms, signal),
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await adapter.close?.();
    },
  };
};

/** What the wire tells of its times is kept between those of the transport, whose clock a thread of its own may read a µs off. */
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

/** What ends the wait before a request leaves. */
const stopOf = ({ signal, waitSignal }: RequestSpec): AbortSignal | undefined =>
  signal !== undefined && waitSignal !== undefined ? AbortSignal.any([signal, waitSignal]) : (signal ?? waitSignal);

/** A path may hold any text a driver tried; on the wire it is printable ASCII. What is encoded already stays as it is. */
const asciiPath = (path: string): string => {
  const rooted = path.startsWith("/") || path === "" ? path : `/${path}`;
  return rooted.replace(/[^!-~]|#/gu, (character) =>
    encodeURIComponent(character.isWellFormed() ? character : "\ufffd"),
  );
};
