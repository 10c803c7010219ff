import { parentPort, workerData } from "node:worker_threads";
import { realClockFrom } from "../contract/clock.ts";
import { abortedFailure, failureOf } from "./failure.ts";
import type { ThreadOrder, ThreadReply, ThreadSetting, ToldOutcome } from "./thread-wire.ts";
import type { Stopwatch } from "./transport.ts";
import { Turnstile } from "./turnstile.ts";
import { undiciWire } from "./undici-wire.ts";

/** The other side of {@link threadWire}: sends what it is told to, and tells what came and when. */

// thread-wire.ts gives it nothing else.
const { originUs, ...options } = workerData as ThreadSetting;
const clock = realClockFrom(originUs);
const wire = undiciWire({ ...options, clock });
const turnstile = new Turnstile(clock);
const aborts = new Map<number, AbortController>();
const running = new Set<Promise<void>>();
const reply = (message: ThreadReply) => parentPort?.postMessage(message);

/** Outcomes known in one turn go as one message: each message wakes the other thread. */
let told: ToldOutcome[] = [];
const flush = () => {
  if (told.length > 0) reply({ type: "outcomes", outcomes: told });
  told = [];
};
const tell = (outcome: ToldOutcome) => {
  // Behind the calls that are settled in this turn too.
  if (told.push(outcome) === 1) process.nextTick(flush);
};

type SendOrder = Extract<ThreadOrder, { type: "send" }>;

const send = async ({ id, request, timeoutMs, abortable }: SendOrder): Promise<void> => {
  const gone = abortable ? new AbortController() : undefined;
  if (gone !== undefined) aborts.set(id, gone);
  const stopwatch: Stopwatch = {};
  const outcome = await wire(request, {
    timeoutMs,
    stopwatch,
    ...(gone === undefined ? {} : { signal: gone.signal }),
  }).catch((error: unknown) => failureOf(error, true));
  aborts.delete(id);
  tell({ id, outcome, times: stopwatch.times });
};

const close = async () => {
  for (const id of [...held.keys()]) drop(id);
  await wire.close?.();
  await Promise.all(running);
  flush();
  reply({ type: "closed" });
};

const begin = (order: SendOrder) => {
  const call = send(order).finally(() => running.delete(call));
  running.add(call);
};

/** Calls whose time has not come, by id. */
const held = new Map<number, SendOrder>();
const letGo = (id: number) => {
  const order = held.get(id);
  if (held.delete(id) && order !== undefined) begin(order);
};
const drop = (id: number) => {
  if (held.delete(id)) tell({ id, outcome: abortedFailure(false), times: undefined });
};

parentPort?.on("message", (order: ThreadOrder) => {
  switch (order.type) {
    case "send": {
      const { id, notBeforeUs } = order;
      if (notBeforeUs === undefined || notBeforeUs <= clock.nowUs()) return begin(order);
      held.set(id, order);
      return void turnstile.at(notBeforeUs, () => letGo(id));
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
