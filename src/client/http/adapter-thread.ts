import { parentPort, workerData } from "node:worker_threads";
import { realClockFrom } from "../../contract/clock.ts";
import type { Draft } from "../../contract/defined.ts";
import type { Answer, Failure } from "../../contract/exchange.ts";
import { TimerQueue } from "../pacing/timer-queue.ts";
import type { AdapterOptions, Stopwatch } from "./adapter.ts";
import { abortedFailure, failureOf } from "./outcome.ts";
import type { CallOutcome, ThreadOrder, ThreadReply, ThreadSetting } from "./thread-adapter.ts";
import { undiciAdapter } from "./undici-adapter.ts";

/** The other side of {@link threadAdapter}: sends the requests it gets, and returns outcomes with their times. */

// thread-adapter.ts gives it nothing else.
const { originUs, ...options } = workerData as ThreadSetting;
const clock = realClockFrom(originUs);
const adapter = undiciAdapter({ ...options, clock });
const timerQueue = new TimerQueue(clock);
const aborts = new Map<number, AbortController>();
const reply = (message: ThreadReply) => parentPort?.postMessage(message);

/** Outcomes known in one turn go as one message: each message wakes the other thread. */
let outcomes: CallOutcome[] = [];
const flush = () => {
  if (outcomes.length > 0) reply({ type: "outcomes", outcomes });
  outcomes = [];
};
const add = (outcome: CallOutcome) => {
  // Behind the calls that are settled in this turn too.
  if (outcomes.push(outcome) === 1) process.nextTick(flush);
};

type SendOrder = Extract<ThreadOrder, { type: "send" }>;

let running = 0;
let onIdle: (() => void) | undefined;
const ended = (id: number, outcome: Answer | Failure, { times }: Stopwatch) => {
  aborts.delete(id);
  add({ id, outcome, times });
  running--;
  if (running === 0) onIdle?.();
};

const begin = ({ id, request, timeoutMs, abortable }: SendOrder) => {
  running++;
  const stopwatch: Stopwatch = {};
  const options: Draft<AdapterOptions> = { timeoutMs, stopwatch };
  if (abortable) {
    const gone = new AbortController();
    aborts.set(id, gone);
    options.signal = gone.signal;
  }
  adapter(request, options).then(
    (outcome) => ended(id, outcome, stopwatch),
    (error: unknown) => ended(id, failureOf(error, true), stopwatch),
  );
};

const close = async () => {
  for (const id of [...held.keys()]) drop(id);
  await adapter.close?.();
  if (running > 0)
    await new Promise<void>((resolve) => {
      onIdle = resolve;
    });
  flush();
  reply({ type: "closed" });
};

/** Calls whose time has not come, by id. */
const held = new Map<number, SendOrder>();
const letGo = (id: number) => {
  const order = held.get(id);
  if (held.delete(id) && order !== undefined) begin(order);
};
const drop = (id: number) => {
  if (held.delete(id)) add({ id, outcome: abortedFailure(false), times: undefined });
};

parentPort?.on("message", (order: ThreadOrder) => {
  switch (order.type) {
    case "send": {
      const { id, notBeforeUs } = order;
      if (notBeforeUs === undefined || notBeforeUs <= clock.nowUs()) return begin(order);
      held.set(id, order);
      return void timerQueue.at(notBeforeUs, () => letGo(id));
    }
    case "drop":
      return drop(order.id);
    case "abort":
      drop(order.id);
      return aborts.get(order.id)?.abort();
    case "close":
      return void close();
  }
});
