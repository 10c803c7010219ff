import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { realClock } from "../../contract/clock.ts";
import type { FamilyId } from "../../limiter/families.ts";
import { listen } from "../../simulator/listen.ts";
import { createSimulator } from "../../simulator/simulator.ts";

/**
 * The server side of the load benchmarks, a process of its own: what it saw, by its own clock, is what the client's
 * figures are held against.
 */
export type ServerOrder =
  | { readonly kind: "fixed"; readonly ms: number }
  | { readonly kind: "log-normal"; readonly medianMs: number; readonly sigma: number; readonly seed: number }
  /** Answers in `ms`, but from `atMs` after the first request on holds everything back for `forMs`. */
  | { readonly kind: "stall"; readonly ms: number; readonly atMs: number; readonly forMs: number }
  /** Answers at once with the headers of a limiter nobody reaches. */
  | { readonly kind: "instant" }
  | { readonly kind: "simulator"; readonly family: FamilyId; readonly limit: number; readonly windowS: number };

/** One request as the server saw it, ms. */
export interface Arrival {
  readonly atMs: number;
  /** From the request to the end of its answer. */
  readonly tookMs: number;
  readonly status: number;
  readonly path: string;
}

export type ServerMessage =
  | { readonly type: "started"; readonly id: number; readonly url: string; readonly token: string }
  | { readonly type: "log"; readonly id: number; readonly arrivals: readonly Arrival[] };

export type ServerRequest =
  | { readonly type: "start"; readonly id: number; readonly order: ServerOrder }
  | { readonly type: "log"; readonly id: number };

const answerBody = JSON.stringify({
  id: 1,
  name: "Bench",
  email: "bench@example.com",
  gender: "male",
  status: "active",
});

const logs = new Map<number, Arrival[]>();

/** Standard normal from two uniforms (Box-Muller), seeded. */
const normalBy = (seed: number) => {
  let state = seed >>> 0;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
};

/** How long the answer to a request that came now shall be held back, ms. */
const delayBy = (order: Exclude<ServerOrder, { kind: "simulator" }>): ((nowMs: number) => number) => {
  switch (order.kind) {
    case "instant":
      return () => 0;
    case "fixed":
      return () => order.ms;
    case "log-normal": {
      const normal = normalBy(order.seed);
      return () => order.medianMs * Math.exp(order.sigma * normal());
    }
    case "stall": {
      let firstMs: number | undefined;
      return (nowMs) => {
        firstMs ??= nowMs;
        const since = nowMs - firstMs;
        const held = since >= order.atMs && since < order.atMs + order.forMs ? order.atMs + order.forMs - since : 0;
        return held + order.ms;
      };
    }
  }
};

const serve = (listener: RequestListener): Promise<string> =>
  new Promise((resolve) => {
    const server = createServer({ keepAliveTimeout: 120_000 }, listener);
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });

const startDelayed = (order: Exclude<ServerOrder, { kind: "simulator" }>, log: Arrival[]): Promise<string> => {
  const delayOf = delayBy(order);
  const headers = {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(answerBody),
    "x-ratelimit-limit": "1000000",
    "x-ratelimit-remaining": "999999",
    "x-ratelimit-reset": "0",
  };
  return serve((request, response) => {
    const atMs = performance.now();
    const answer = () => {
      response.writeHead(200, headers);
      response.end(answerBody);
      if (order.kind !== "instant")
        log.push({ atMs, tookMs: performance.now() - atMs, status: 200, path: request.url ?? "/" });
    };
    const delayMs = delayOf(atMs);
    if (delayMs > 0) setTimeout(answer, delayMs);
    else answer();
  });
};

const start = async (id: number, order: ServerOrder): Promise<{ readonly url: string; readonly token: string }> => {
  const log: Arrival[] = [];
  logs.set(id, log);
  if (order.kind !== "simulator") return { url: await startDelayed(order, log), token: "none" };
  const simulator = createSimulator({
    clock: realClock,
    family: order.family,
    limit: order.limit,
    windowS: order.windowS,
  });
  const fetch = async (request: Request) => {
    const atMs = performance.now();
    const response = await simulator.fetch(request);
    const { pathname } = new URL(request.url);
    log.push({ atMs, tookMs: performance.now() - atMs, status: response.status, path: pathname });
    return response;
  };
  const { url } = await listen({ fetch, headerName: undefined }, 0);
  return { url, token: simulator.tokens.A };
};

if (process.send !== undefined) {
  process.on("message", async (message) => {
    // Our own parent's words: load-servers.ts sends nothing else.
    const request = message as ServerRequest;
    const reply = (answer: ServerMessage) => process.send?.(answer);
    if (request.type === "log") reply({ type: "log", id: request.id, arrivals: logs.get(request.id) ?? [] });
    else reply({ type: "started", id: request.id, ...(await start(request.id, request.order)) });
  });
  process.once("disconnect", () => process.exit());
}
