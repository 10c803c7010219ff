import { Worker } from "node:worker_threads";
import { realOriginUs } from "../contract/clock.ts";
import type { Answer, Failure } from "../contract/exchange.ts";
import { abortedFailure, failureOf } from "./failure.ts";
import type { Wire, WireOptions, WireRequest, WireTimes } from "./transport.ts";
import type { UndiciWireOptions } from "./undici-wire.ts";

export type ThreadWireOptions = Omit<UndiciWireOptions, "clock">;

/** What a thread is started with. */
export interface ThreadSetting extends ThreadWireOptions {
  /** Of the clock of the thread that starts it. */
  readonly originUs: number;
}

export type ThreadOrder =
  | {
      readonly type: "send";
      readonly id: number;
      readonly request: WireRequest;
      readonly timeoutMs: number;
      readonly abortable: boolean;
    }
  | { readonly type: "abort"; readonly id: number }
  | { readonly type: "close" };

export interface ThreadReply {
  readonly id: number;
  readonly outcome: Answer | Failure;
  readonly times: WireTimes | undefined;
}

interface Pending {
  readonly options: WireOptions;
  readonly resolve: (outcome: Answer | Failure) => void;
  readonly onAbort: () => void;
}

/**
 * A {@link Wire} like undiciWire in a thread of its own, for measuring: there an answer is noticed when it comes, whatever
 * the rest of the process is busy with. Its times are on realClock, which the transport must use too.
 */
export const threadWire = (options: ThreadWireOptions = {}): Wire => {
  const setting: ThreadSetting = { ...options, originUs: realOriginUs() };
  const thread = new Worker(new URL("./wire-thread.mjs", import.meta.url), { workerData: setting });
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let ended: Error | undefined;
  const tell = (order: ThreadOrder) => thread.postMessage(order);
  const settle = (id: number, outcome: Answer | Failure, times?: WireTimes) => {
    const call = pending.get(id);
    if (call === undefined) return;
    pending.delete(id);
    call.options.signal?.removeEventListener("abort", call.onAbort);
    if (times !== undefined) call.options.onTimes?.(times);
    call.resolve(outcome);
  };
  const end = (error: Error) => {
    ended ??= error;
    for (const id of pending.keys()) settle(id, failureOf(ended, true));
  };
  thread.on("message", ({ id, outcome, times }: ThreadReply) => settle(id, outcome, times));
  thread.once("error", (error) => end(error instanceof Error ? error : new Error("the wire's thread has failed")));
  thread.once("exit", () => end(new Error("the wire's thread has ended")));

  const send = (request: WireRequest, callOptions: WireOptions): Promise<Answer | Failure> =>
    new Promise((resolve) => {
      const { signal, timeoutMs } = callOptions;
      if (signal?.aborted) return resolve(abortedFailure(false));
      if (ended !== undefined) return resolve(failureOf(ended, false));
      const id = ++lastId;
      const onAbort = () => tell({ type: "abort", id });
      signal?.addEventListener("abort", onAbort, { once: true });
      pending.set(id, { options: callOptions, resolve, onAbort });
      tell({ type: "send", id, request, timeoutMs, abortable: signal !== undefined });
    });
  return Object.assign(send, {
    close: async () => {
      if (ended !== undefined) return;
      const gone = new Promise<void>((resolve) => thread.once("exit", () => resolve()));
      tell({ type: "close" });
      await gone;
    },
  });
};
