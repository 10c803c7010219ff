import { parentPort, workerData } from "node:worker_threads";
import { realClockFrom } from "../contract/clock.ts";
import type { ThreadOrder, ThreadReply, ThreadSetting } from "./thread-wire.ts";
import type { WireTimes } from "./transport.ts";
import { undiciWire } from "./undici-wire.ts";

/** The other side of {@link threadWire}: sends what it is told to, and tells what came and when. */

// thread-wire.ts gives it nothing else.
const { originUs, ...options } = workerData as ThreadSetting;
const wire = undiciWire({ ...options, clock: realClockFrom(originUs) });
const aborts = new Map<number, AbortController>();
const reply = (message: ThreadReply) => parentPort?.postMessage(message);

parentPort?.on("message", async (order: ThreadOrder) => {
  if (order.type === "abort") return aborts.get(order.id)?.abort();
  if (order.type === "close") {
    await wire.close?.();
    return parentPort?.close();
  }
  const { id, request, timeoutMs, abortable } = order;
  const gone = abortable ? new AbortController() : undefined;
  if (gone !== undefined) aborts.set(id, gone);
  let times: WireTimes | undefined;
  const outcome = await wire(request, {
    timeoutMs,
    ...(gone === undefined ? {} : { signal: gone.signal }),
    onTimes: (told) => {
      times = told;
    },
  });
  if (abortable) aborts.delete(id);
  reply({ id, outcome, times });
});
