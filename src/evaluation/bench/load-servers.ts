import { fork } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Agent, request } from "undici";
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
import type { BareMessage, BareOrder, ClosedOrder, EvenOrder } from "./bare-client.ts";
import type { Arrival, ServerMessage, ServerOrder, ServerRequest } from "./load-server.ts";

/** A server of the benchmark's other process. */
export interface BenchServer {
  readonly url: string;
  readonly token: string;
  /** All it saw so far, in order of completion. */
  log(): Promise<readonly Arrival[]>;
}

/** Servers in one process of their own, so that client and server do not share a thread. */
export interface BenchServers {
  start(order: ServerOrder): Promise<BenchServer>;
  stop(): void;
}

export const startServers = (): BenchServers => {
  const child = fork(new URL("./load-server.ts", import.meta.url), { execArgv: ["--import", "tsx"] });
  const waiting = new Map<string, (message: ServerMessage) => void>();
  let lastId = 0;
  child.on("message", (plain) => {
    // load-server.ts sends nothing else.
    const message = plain as ServerMessage;
    const key = `${message.type} ${message.id}`;
    waiting.get(key)?.(message);
    waiting.delete(key);
  });
  const request = <Type extends ServerMessage["type"]>(type: Type, request: ServerRequest) =>
    new Promise<Extract<ServerMessage, { type: Type }>>((resolve) => {
      // The key holds the type, so the answer is of that type.
      waiting.set(`${type} ${request.id}`, (message) => resolve(message as Extract<ServerMessage, { type: Type }>));
      child.send(request);
    });
  return {
    async start(order) {
      const id = ++lastId;
      const { url, token } = await request("started", { type: "start", id, order });
      return { url, token, log: async () => (await request("log", { type: "log", id })).arrivals };
    },
    stop: () => child.disconnect(),
  };
};

/** What a machine allows: bare programs that do the least of the same work, to hold our own figures against. */

/** Lets bare sockets in a process of their own do something; resolves with its last message. */
const bareClient = (order: BareOrder, onWarm?: () => void): Promise<BareMessage> =>
  new Promise((resolve, reject) => {
    const child = fork(new URL("./bare-client.ts", import.meta.url), { execArgv: ["--import", "tsx"] });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the bare client ended with ${code}`)));
    child.on("message", (plain) => {
      // bare-client.ts sends nothing else.
      const message = plain as BareMessage;
      if (message.type === "warm") return onWarm?.();
      resolve(message);
      child.disconnect();
    });
    child.send(order);
  });

const portOf = (url: string) => Number(new URL(url).port);

/** Service times, ms, that bare sockets see at an even rate. */
export const bareTimes = async (
  server: BenchServer,
  order: Omit<EvenOrder, "kind" | "port">,
): Promise<readonly number[]> => {
  const message = await bareClient({ kind: "even", port: portOf(server.url), ...order });
  return message.type === "times" ? message.times : [];
};

/** Requests a second that bare sockets get through, each sending again when it has its answer. */
export const bareRate = async (
  url: string,
  order: Omit<ClosedOrder, "kind" | "port"> & { readonly onWarm?: () => void },
): Promise<number> => {
  const { onWarm, ...rest } = order;
  const message = await bareClient({ kind: "closed", port: portOf(url), ...rest }, onWarm);
  return message.type === "counted" ? message.perS : Number.NaN;
};

/** A proxy of node:http and undici that passes on and does nothing else. */
export const bareProxy = async (server: BenchServer): Promise<{ readonly url: string; close(): Promise<void> }> => {
  const dispatcher = new Agent({ connections: 4096 });
  const proxy = createServer(async (incoming, response) => {
    const { statusCode, headers, body } = await request(`${server.url}${incoming.url}`, { dispatcher });
    response.writeHead(statusCode, headers);
    response.end(await body.text());
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, "127.0.0.1", resolve);
  });
  // A TCP server that listens has an address of this kind.
  const { port } = proxy.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      proxy.closeAllConnections();
      proxy.close();
      await dispatcher.close();
    },
  };
};

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
