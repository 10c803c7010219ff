import { parentPort, workerData } from "node:worker_threads";
import { realClockFrom } from "../contract/clock.ts";
import { failureOf } from "./failure.ts";
import type { ThreadOrder, ThreadReply, ThreadSetting, ToldOutcome } from "./thread-wire.ts";
import type { Stopwatch } from "./transport.ts";
import { undiciWire } from "./undici-wire.ts";

/** The other side of {@link threadWire}: sends what it is told to, and tells what came and when. */

// thread-wire.ts gives it nothing else.
const { originUs, ...options } = workerData as ThreadSetting;
const wire = undiciWire({ ...options, clock: realClockFrom(originUs) });
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

const send = async ({ id, request, timeoutMs, abortable }: Extract<ThreadOrder, { type: "send" }>): Promise<void> => {
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
  await wire.close?.();
  await Promise.all(running);
  flush();
  reply({ type: "closed" });
};

parentPort?.on("message", (order: ThreadOrder) => {
  if (order.type === "abort") return aborts.get(order.id)?.abort();
  if (order.type === "close") return void close();
  const call = send(order).finally(() => running.delete(call));
  running.add(call);
});
