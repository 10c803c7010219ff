import { Worker } from "node:worker_threads";
import { realOriginUs } from "../../contract/clock.ts";
import type { Answer, Failure } from "../../contract/exchange.ts";
import { starterUrl } from "../../contract/package-files.ts";
import { SlotMap } from "../../contract/slot-map.ts";
import type { AdapterOptions, AdapterRequest, AdapterTimes, HttpAdapter } from "./adapter.ts";
import { abortedFailure, failureOf } from "./outcome.ts";
import type { UndiciAdapterOptions } from "./undici-adapter.ts";

export type ThreadAdapterOptions = Omit<UndiciAdapterOptions, "clock">;

/** What a thread is started with. */
export interface ThreadSetting extends ThreadAdapterOptions {
  /** Of the clock of the thread that starts it. */
  readonly originUs: number;
}

export type ThreadOrder =
  | {
      readonly type: "send";
      readonly id: number;
      readonly request: AdapterRequest;
      readonly timeoutMs: number;
      readonly abortable: boolean;
      readonly notBeforeUs: number | undefined;
    }
  | { readonly type: "abort"; readonly id: number }
  /** It shall not leave, if it has not left. */
  | { readonly type: "drop"; readonly id: number }
  | { readonly type: "close" };

/** How one call ended. */
export interface CallOutcome {
  readonly id: number;
  readonly outcome: Answer | Failure;
  readonly times: AdapterTimes | undefined;
}

export type ThreadReply =
  | { readonly type: "outcomes"; readonly outcomes: readonly CallOutcome[] }
  /** The last message: the outcome of every request has been sent. */
  | { readonly type: "closed" };

/** One call that the thread is seeing to. */
class Pending {
  readonly #id: number;
  readonly #options: AdapterOptions;
  readonly #thread: Worker;
  readonly #resolve: (outcome: Answer | Failure) => void;

  constructor(id: number, options: AdapterOptions, thread: Worker, resolve: (outcome: Answer | Failure) => void) {
    this.#id = id;
    this.#options = options;
    this.#thread = thread;
    this.#resolve = resolve;
    options.signal?.addEventListener("abort", this, { once: true });
    options.waitSignal?.addEventListener("abort", this, { once: true });
  }

  /** One of the caller's signals was aborted. */
  handleEvent({ target }: Event) {
    const type = target === this.#options.signal ? "abort" : "drop";
    this.#thread.postMessage({ type, id: this.#id } satisfies ThreadOrder);
  }

  settle(outcome: Answer | Failure, times: AdapterTimes | undefined) {
    const { signal, waitSignal, stopwatch } = this.#options;
    signal?.removeEventListener("abort", this);
    waitSignal?.removeEventListener("abort", this);
    if (stopwatch !== undefined && times !== undefined) stopwatch.times = times;
    this.#resolve(outcome);
  }
}

const threadModule = starterUrl("src/client/http/adapter-thread");

/**
 * A {@link HttpAdapter} like {@link undiciAdapter} in a thread of its own, for measuring: there an answer is noticed when it
 * comes, whatever the rest of the process is busy with. Its times are on realClock, which the transport must use too. The
 * thread starts with the first request, and again where it died: what was under way has failed then.
 */
export const threadAdapter = (options: ThreadAdapterOptions = {}): HttpAdapter => {
  const pending = new SlotMap<number, Pending>();
  let lastId = 0;
  let thread: Worker | undefined;
  let closed = false;

  const settle = (id: number, outcome: Answer | Failure, times?: AdapterTimes) => {
    const call = pending.get(id);
    pending.delete(id);
    call?.settle(outcome, times);
  };
  const start = (): Worker => {
    const setting: ThreadSetting = { ...options, originUs: realOriginUs() };
    const started = new Worker(threadModule, { workerData: setting });
    let failure: unknown = new Error("the thread of the adapter has ended");
    started.on("message", (reply: ThreadReply) => {
      if (reply.type === "outcomes") for (const { id, outcome, times } of reply.outcomes) settle(id, outcome, times);
      // Sockets that were still being connected would keep it alive.
      else void started.terminate();
    });
    started.once("error", (error) => {
      failure = error;
    });
    started.once("exit", () => {
      thread = undefined;
      for (const id of [...pending.keys()]) settle(id, failureOf(failure, true));
    });
    return started;
  };

  const send = (request: AdapterRequest, callOptions: AdapterOptions): Promise<Answer | Failure> =>
    new Promise((resolve) => {
      const { signal, waitSignal, timeoutMs, notBeforeUs } = callOptions;
      if (signal?.aborted || waitSignal?.aborted) return resolve(abortedFailure(false));
      if (closed) return resolve(failureOf(new Error("the HTTP adapter is closed"), false));
      const id = ++lastId;
      thread ??= start();
      try {
        const abortable = signal !== undefined;
        const order: ThreadOrder = { type: "send", id, request, timeoutMs, abortable, notBeforeUs };
        thread.postMessage(order);
      } catch (error) {
        // Not a thing that can be handed to another thread.
        return resolve(failureOf(error, false));
      }
      pending.set(id, new Pending(id, callOptions, thread, resolve));
    });
  return Object.assign(send, {
    keepsTime: true as const,
    close: async () => {
      closed = true;
      if (thread === undefined) return;
      const ending = thread;
      const gone = new Promise<void>((resolve) => ending.once("exit", () => resolve()));
      const order: ThreadOrder = { type: "close" };
      ending.postMessage(order);
      await gone;
    },
  });
};
