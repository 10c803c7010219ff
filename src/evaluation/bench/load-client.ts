import type { HttpAdapter } from "../../client/http/adapter.ts";
import { threadAdapter } from "../../client/http/thread-adapter.ts";
import { createPacer } from "../../client/pacing/pacer.ts";
import { createTransport, type Transport } from "../../client/transport.ts";
import { realClock } from "../../contract/clock.ts";
import { createLatencyBook } from "../../load/latency.ts";
import { runPhases } from "../../load/run-phases.ts";
import type { Conditions } from "../../load/scenario.ts";
import type { StreamTraffic } from "../../load/traffic.ts";
import type { Stream } from "../../load/work.ts";
import type { BenchServer, BenchServers } from "./load-servers.ts";

interface ClientOptions {
  /** With a pacer for windows of that length. */
  readonly pacedWindowS?: number;
  /** Of the caller, who closes it. Default one of its own. */
  readonly adapter?: HttpAdapter;
}

/** As many connections as any of the benchmarks uses. */
export const openAdapter = (): HttpAdapter => threadAdapter({ connections: 4096 });

/** One whose thread has started, as a run's has with its preparation: that takes most of a second, once. */
export const warmAdapter = async (all: BenchServers): Promise<HttpAdapter> => {
  const adapter = openAdapter();
  const { url } = await all.start({ kind: "instant" });
  await adapter({ method: "GET", url: `${url}/`, headers: {} }, { timeoutMs: 10_000 });
  return adapter;
};

/** The same HTTP adapter for a user that may not close it. */
const borrowed = (adapter: HttpAdapter): HttpAdapter =>
  Object.assign(
    (...call: Parameters<HttpAdapter>) => adapter(...call),
    adapter.keepsTime ? { keepsTime: true as const } : {},
  );

/** The harness's own way to a benchmark's server. */
export const clientOf = (server: BenchServer, { pacedWindowS, adapter }: ClientOptions = {}): Transport =>
  createTransport({
    target: { kind: "live", baseUrl: server.url, tokens: { A: server.token }, assumedPerMinute: undefined },
    adapter: adapter === undefined ? openAdapter() : borrowed(adapter),
    clock: realClock,
    timeoutMs: 30_000,
    ...(pacedWindowS === undefined
      ? {}
      : { pacer: createPacer({ clock: realClock, kind: "even", windowS: pacedWindowS }) }),
  });

/** Runs one stream through the proxy, as a scenario would. */
export const streamOver = async (
  transport: Transport,
  stream: Stream,
  { limit, windowS }: Pick<Conditions, "limit" | "windowS">,
): Promise<StreamTraffic> => {
  const { streams } = await runPhases([{ streams: [stream] }], {
    transport,
    conditions: { kind: "live", limit, windowS, durationS: undefined, tokens: ["A"], mayExceed: true, seed: 1 },
    purpose: "bench",
    signal: new AbortController().signal,
    context: { userId: 1, email: () => "bench@example.com", random: () => 0.5 },
    settle: async () => {},
    common: createLatencyBook(),
  });
  const [traffic] = streams;
  if (traffic === undefined) throw new Error("the stream did not run");
  return traffic;
};
