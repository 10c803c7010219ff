import type { Clock } from "../contract/clock.ts";
import type { BudgetName, Exchange, HistoryEvent, RequestSpec, Sent, TokenAlias } from "../contract/exchange.ts";
import type { Target } from "../contract/target.ts";
import { ConfigurationError } from "./errors.ts";
import { createHistorySource, type HistorySource, maskOf } from "./history-source.ts";
import {
  type AdapterOptions,
  type AdapterRequest,
  type AdapterTimes,
  type HttpAdapter,
  messagesTo,
  type Stopwatch,
} from "./http/adapter.ts";
import { failureOf } from "./http/outcome.ts";
import type { Pacer, Permit } from "./pacing/pacer.ts";
import { TimerQueue } from "./pacing/timer-queue.ts";
import type { Ticket } from "./pacing/token-budget.ts";

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
}

const defaultTimeoutMs = 10_000;
/** Longer than this thread is ever busy at a stretch, collecting garbage above all; each request the adapter holds makes its own collecting slower. */
const longestAheadUs = 50_000;

/** What a request passes on its way. */
interface Route {
  readonly adapter: HttpAdapter;
  readonly clock: Clock;
  readonly pacer: Pacer | undefined;
  readonly history: HistorySource;
  /** For requests whose time has not come, wherever they wait for it. */
  readonly ahead: TimerQueue;
  readonly timeoutMs: number;
}

/** What ends the wait before a request leaves. */
const stopOf = ({ signal, waitSignal }: RequestSpec): AbortSignal | undefined =>
  signal !== undefined && waitSignal !== undefined ? AbortSignal.any([signal, waitSignal]) : (signal ?? waitSignal);

const budgetOf = ({ as, passedOn }: RequestSpec): BudgetName => passedOn?.budget ?? as;

/** Emits the outcome of a request. */
const conclude = (
  { history, ahead, pacer }: Route,
  request: RequestSpec,
  sent: Sent,
  ticket: Ticket | undefined,
  raw: Exchange["outcome"],
  times: AdapterTimes | undefined,
): Exchange => {
  const exchange = history.exchangeOf(sent, raw, times);
  // What left before this ended is emitted before it, however late this thread's own timers are.
  ahead.pass(exchange.endUs);
  if (ticket !== undefined) pacer?.observe(ticket, exchange, budgetOf(request));
  history.done(exchange);
  return exchange;
};

/** Gives a request to the HTTP adapter before its time. When that has come it counts as sent. */
const sendAhead = async (
  route: Route,
  request: RequestSpec,
  message: AdapterRequest,
  leaveAtUs: number,
  stop: AbortSignal | undefined,
): Promise<Exchange> => {
  const { adapter, ahead, pacer, history } = route;
  const stopwatch: Stopwatch = {};
  const left: { ticket?: Permit | undefined; sent?: Sent } = {};
  const giveUp = ahead.at(leaveAtUs, () => {
    left.ticket = pacer?.force(budgetOf(request));
    left.sent = history.sent(request, message, leaveAtUs);
  });
  const { signal, waitSignal, timeoutMs = route.timeoutMs } = request;
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
  if (left.sent === undefined) throw new Error("a request has left, but no event said so");
  return conclude(route, request, left.sent, left.ticket, raw, stopwatch.times);
};

/**
 * Waits for the pacer's permit, then sends. All in one: each further async function on the way of a request costs as much
 * as reading its headers.
 */
const sendPaced = async (
  route: Route,
  request: RequestSpec,
  message: AdapterRequest,
  stop: AbortSignal | undefined,
): Promise<Exchange> => {
  const { adapter, pacer, ahead, clock, history } = route;
  const { signal, timeoutMs = route.timeoutMs, passedOn } = request;
  const budget = budgetOf(request);
  let ticket: Permit | undefined;
  if (request.pace === "now") ticket = pacer?.force(budget);
  else {
    const turn = pacer?.acquire(budget, stop);
    ticket = turn instanceof Promise ? await turn : turn;
  }
  if (ticket !== undefined) request.onPermit?.(ticket.lateUs);
  // Undefined: only the answer tells whose request it is, and it is announced then.
  let sent: Sent | undefined;
  try {
    stop?.throwIfAborted();
    ahead.pass(clock.nowUs());
    if (passedOn?.asAnswered === undefined) sent = history.sent(request, message);
  } catch (error) {
    pacer?.release(budget);
    throw error;
  }
  const leftUs = sent?.startUs ?? clock.nowUs();
  const stopwatch: Stopwatch = {};
  const call: AdapterOptions = signal === undefined ? { timeoutMs, stopwatch } : { timeoutMs, stopwatch, signal };
  let raw: Exchange["outcome"];
  try {
    raw = await adapter(message, call);
  } catch (error) {
    raw = failureOf(error, true);
  }
  passedOn?.onOutcome?.(raw);
  const as = passedOn?.asAnswered?.(raw) ?? request.as;
  const announced = sent ?? history.sent({ ...request, as }, message, leftUs);
  return conclude(route, request, announced, ticket, raw, stopwatch.times);
};

/**
 * Makes the seam.
 * @throws ConfigurationError when the base URL is no http(s) URL
 */
export const createTransport = (options: TransportOptions): Transport => {
  const { target, adapter, clock, pacer, beforeSend, timeoutMs = defaultTimeoutMs } = options;
  const baseUrl = target.baseUrl.replace(/\/+$/, "");
  if (!/^https?:\/\/[^/]/.test(baseUrl) || !URL.canParse(baseUrl))
    throw new ConfigurationError("the base URL is not an http(s) URL", "Mend GOREST_BASE_URL.");
  const messageOf = messagesTo(target, baseUrl, "gorest-harness");
  const mask = maskOf([...Object.values({ ...target.nearMisses, ...target.tokens }), ...(target.secrets ?? [])]);
  const history = createHistorySource(clock, mask, beforeSend);
  const ahead = new TimerQueue(clock);
  // What must be on disk before a request leaves is written by this thread.
  const canSendAhead = adapter.keepsTime === true && beforeSend === undefined;
  const route: Route = { adapter, clock, pacer, history, ahead, timeoutMs };
  const sendAt = async (
    request: RequestSpec,
    message: AdapterRequest,
    leaveAtUs: number,
    stop: AbortSignal | undefined,
  ): Promise<Exchange> => {
    const canWait = canSendAhead && request.pace === "now";
    await ahead.until(canWait ? leaveAtUs - longestAheadUs : leaveAtUs, stop);
    return canWait && leaveAtUs > clock.nowUs()
      ? sendAhead(route, request, message, leaveAtUs, stop)
      : sendPaced(route, request, message, stop);
  };
  return {
    baseUrl,
    clock,
    send(request) {
      try {
        const message = messageOf(request);
        const stop = stopOf(request);
        stop?.throwIfAborted();
        const { leaveAtUs } = request;
        return leaveAtUs === undefined
          ? sendPaced(route, request, message, stop)
          : sendAt(request, message, leaveAtUs, stop);
      } catch (error) {
        return Promise.reject(error);
      }
    },
    pause: (as, ms, signal) => pacer?.pause(as, ms, signal) ?? clock.sleep(ms, signal),
    listen: history.listen,
    async close() {
      await adapter.close?.();
    },
  };
};

/** Requests that have left and have no answer yet. */
export interface UnderWay {
  /** Resolves when there are none, or when the signal is aborted. */
  readonly none: (signal: AbortSignal) => Promise<void>;
  readonly close: () => void;
}

/** Whoever cleans up must wait for these first: a create whose answer is still to come makes one more record. */
export const watchUnderWay = (transport: Pick<Transport, "listen">): UnderWay => {
  const seqs = new Set<number>();
  const waiting = new Set<() => void>();
  const close = transport.listen((event) => {
    if (event.type === "sent") seqs.add(event.sent.seq);
    else seqs.delete(event.exchange.seq);
    if (seqs.size === 0) for (const resolve of waiting) resolve();
  });
  return {
    none: (signal) =>
      new Promise((resolve) => {
        if (seqs.size === 0 || signal.aborted) return resolve();
        const settle = () => {
          waiting.delete(settle);
          signal.removeEventListener("abort", settle);
          resolve();
        };
        waiting.add(settle);
        signal.addEventListener("abort", settle, { once: true });
      }),
    close,
  };
};
