import { parentPort, workerData } from "node:worker_threads";
import { realClockFrom } from "../contract/clock.ts";
import { failureOf } from "./failure.ts";
import type { ThreadOrder, ThreadReply, ThreadSetting } from "./thread-wire.ts";
import type { WireTimes } from "./transport.ts";
import { undiciWire } from "./undici-wire.ts";

/** The other side of {@link threadWire}: sends what it is told to, and tells what came and when. */

// thread-wire.ts gives it nothing else.
const { originUs, ...options } = workerData as ThreadSetting;
const wire = undiciWire({ ...options, clock: realClockFrom(originUs) });
const aborts = new Map<number, AbortController>();
const running = new Set<Promise<void>>();
const reply = (message: ThreadReply) => parentPort?.postMessage(message);

const send = async ({ id, request, timeoutMs, abortable }: Extract<ThreadOrder, { type: "send" }>): Promise<void> => {
  const gone = abortable ? new AbortController() : undefined;
  if (gone !== undefined) aborts.set(id, gone);
  let times: WireTimes | undefined;
  const outcome = await wire(request, {
    timeoutMs,
    ...(gone === undefined ? {} : { signal: gone.signal }),
    onTimes: (told) => {
      times = told;
    },
  }).catch((error: unknown) => failureOf(error, true));
  aborts.delete(id);
  reply({ type: "outcome", id, outcome, times });
};

const close = async () => {
  await wire.close?.();
  await Promise.all(running);
  reply({ type: "closed" });
};

parentPort?.on("message", (order: ThreadOrder) => {
  if (order.type === "abort") return aborts.get(order.id)?.abort();
  if (order.type === "close") return void close();
  const call = send(order).finally(() => running.delete(call));
  running.add(call);
});
