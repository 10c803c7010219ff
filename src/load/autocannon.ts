import autocannon from "autocannon";
import type { StreamTraffic } from "./traffic.ts";
import type { Stream, Worker } from "./work.ts";

export interface DriveOptions {
  /** Of the stream's proxy. */
  readonly url: string;
  readonly stream: Stream;
  readonly traffic: StreamTraffic;
  readonly worker: () => Worker;
  /** Absent: as many as the traffic planned. */
  readonly forS?: number;
  /** Longer than anything may take, waits and retries included, seconds. */
  readonly timeoutS: number;
  readonly signal: AbortSignal;
}

/** The parts of autocannon's client that its types leave out: how many requests it has made, and may make; its end. */
interface CountingClient extends autocannon.Client {
  responseMax: number;
  reqsMade: number;
  destroy(): void;
}

/** More than any connection makes; the real bound is set when the last slot is taken. */
const noBound = 1_000_000_000;

/**
 * Sends one stream's requests to its proxy over a closed loop of connections; the proxy holds each until its slot. This is
 * the one file that knows autocannon, and it uses three things of it: connections, requests, and the answers as they
 * come. Its rates and latencies are not used: with a rate set, version 9 reports latencies that never happened.
 *
 * @returns when every request has its answer, or the signal is aborted
 */
export const drive = async (options: DriveOptions): Promise<void> => {
  const { stream, traffic, signal, forS } = options;
  const planned = traffic.planned ?? Number.POSITIVE_INFINITY;
  const connections = Math.max(1, Math.min(stream.connections, planned));
  const clients: CountingClient[] = [];
  let handedOut = 0;
  if (planned === 0 || signal.aborted) return;

  const stopAfter = (client: CountingClient, requests: number) => {
    client.responseMax = requests;
  };

  const setupClient = (plain: autocannon.Client) => {
    // The types leave out the two counters that make an exact stop possible.
    const client = plain as CountingClient;
    clients.push(client);
    const worker = options.worker();
    client.setRequests([
      {
        setupRequest: (request) => {
          handedOut++;
          // The last slot is this request's: it may leave, and no further request may leave.
          if (handedOut >= planned)
            for (const each of clients) stopAfter(each, each === client ? client.reqsMade + 1 : each.reqsMade);
          const { method, path, body } = worker.next();
          // Headers of its own: it writes Content-Length into them, and a GET that inherits one is never answered.
          return { ...request, method, path, body: body ?? "", headers: { "x-gorest-as": stream.as } };
        },
        onResponse: (status, body) => worker.done(status, body),
      },
    ]);
    // Its types know three of its events only.
    const events: NodeJS.EventEmitter = client;
    events.on("timeout", () => worker.done(0, ""));
    events.on("connError", () => worker.done(0, ""));
  };

  const result = run({
    url: options.url,
    connections,
    ...(forS === undefined ? { amount: noBound } : { duration: forS }),
    timeout: Math.ceil(options.timeoutS),
    sampleInt: 50,
    setupClient,
  });
  // It tells of its end at its next sample. Until then nothing is under way, and a clock of waits would run on.
  const clientsDone = Promise.all(
    clients.map((client: NodeJS.EventEmitter) => new Promise((resolve) => client.once("done", resolve))),
  );
  const stop = () => {
    for (const client of clients) client.destroy();
  };
  signal.addEventListener("abort", stop, { once: true });
  await Promise.race([result, clientsDone]);
  signal.removeEventListener("abort", stop);
};

const run = (
  options: autocannon.Options,
  signal?: AbortSignal,
  onAnswer?: (status: number, tookMs: number) => void,
): Promise<autocannon.Result> =>
  new Promise((resolve, reject) => {
    const instance = autocannon(options, (error: unknown, result: autocannon.Result) => {
      signal?.removeEventListener("abort", onAbort);
      if (error) reject(error);
      else resolve(result);
    });
    if (onAnswer !== undefined) instance.on("response", (_, status, __, tookMs) => onAnswer(status, tookMs));
    const onAbort = () => instance.stop();
    if (signal?.aborted) return onAbort();
    signal?.addEventListener("abort", onAbort, { once: true });
  });

/** What a closed loop of plain autocannon met, for measuring a loopback simulator's ceiling. */
export interface Ceiling {
  readonly connections: number;
  readonly perS: number;
  readonly failed: number;
}

/** Drives a loopback target directly, as fast as it answers. `onAnswer` gets each service time in µs. */
export const driveDirectly = async (options: {
  readonly url: string;
  readonly token: string;
  readonly connections: number;
  readonly forS: number;
  readonly signal?: AbortSignal;
  readonly onAnswer: (status: number, us: number) => void;
}): Promise<Ceiling> => {
  if (!["127.0.0.1", "localhost", "[::1]"].includes(new URL(options.url).hostname))
    throw new Error(`${new URL(options.url).host} is not this machine: only a loopback target is driven at full speed`);
  const result = await run(
    {
      url: options.url,
      connections: options.connections,
      duration: options.forS,
      headers: { authorization: `Bearer ${options.token}` },
    },
    options.signal,
    (status, tookMs) => options.onAnswer(status, tookMs * 1000),
  );
  return {
    connections: options.connections,
    perS: result.requests.total / result.duration,
    failed: result.errors + result.timeouts,
  };
};
