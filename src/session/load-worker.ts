import { requestOf } from "../client/api.ts";
import type { HttpProxy } from "../client/http/connect.ts";
import { undiciAdapter } from "../client/http/undici-adapter.ts";
import { createTransport } from "../client/transport.ts";
import { realClock } from "../contract/clock.ts";
import { type Draft, defined } from "../contract/defined.ts";
import { drive } from "../load/autocannon.ts";
import { createLatencyBook, responseClassOf } from "../load/latency.ts";
import type { ProcessReport } from "../load/scenario.ts";
import { closed, even, startsOf } from "../load/schedule.ts";
import { sleepUntil } from "../load/slots.ts";
import { createStreamTraffic } from "../load/traffic.ts";
import type { Stream } from "../load/work.ts";

/** The order that a client process of the `shared` scenario gets over its channel. */
export type WorkerOrder = { readonly forS: number; readonly perS: number } & (
  | { readonly recordingProxyUrl: string }
  | { readonly baseUrl: string; readonly token: string; readonly proxy: HttpProxy | undefined }
);

const request = requestOf.GET("/users", { params: { query: { per_page: 1 } } });

type Tally = Draft<ProcessReport>;

const count = (tally: Tally, status: number) => {
  tally.sent++;
  tally[responseClassOf(status)]++;
};

const throughRecordingProxy = async (url: string, forS: number, tally: Tally) => {
  const stream: Stream = {
    name: "process",
    as: "A",
    arrivals: closed(forS),
    work: "list",
    pace: "paced",
    refused: "count",
    connections: 2,
  };
  await drive({
    url,
    stream,
    traffic: createStreamTraffic(stream, undefined, 0, createLatencyBook()),
    worker: () => ({ next: () => request, done: (status) => count(tally, status) }),
    forS,
    timeoutS: 2 * forS + 60,
    signal: new AbortController().signal,
  });
};

/** What several careful programs do that do not know of each other: each keeps to the limit. */
const alone = async (order: Extract<WorkerOrder, { readonly token: string }>, tally: Tally) => {
  const { proxy } = order;
  const transport = createTransport({
    target: { kind: "live", baseUrl: order.baseUrl, tokens: { A: order.token }, assumedPerMinute: undefined },
    adapter: undiciAdapter(defined({ proxy })),
    clock: realClock,
  });
  const beginUs = realClock.nowUs();
  const pending: Promise<void>[] = [];
  for (const start of startsOf(even(order.perS, order.forS))) {
    await sleepUntil(realClock, beginUs + start * 1e6);
    pending.push(
      transport
        .send({ ...request, as: "A" })
        .then(({ outcome }) => count(tally, outcome.kind === "answer" ? outcome.status : 0)),
    );
  }
  await Promise.all(pending);
  await transport.close();
};

process.once("message", (message) => {
  // Sent by load-run.ts alone.
  const order = message as WorkerOrder;
  const tally: Tally = { sent: 0, accepted: 0, refused: 0, failed: 0 };
  const work =
    "recordingProxyUrl" in order
      ? throughRecordingProxy(order.recordingProxyUrl, order.forS, tally)
      : alone(order, tally);
  work.then(
    () => process.send?.(tally, () => process.disconnect()),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exit(1);
    },
  );
});
