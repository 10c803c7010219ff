import { type AddressInfo, createServer } from "node:net";
import { realClock } from "../../contract/clock.ts";
import { seededRandom } from "../../contract/random.ts";
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
  /** Answers at once with the headers of a limit that is never reached. */
  | { readonly kind: "instant" }
  | { readonly kind: "simulator"; readonly family: FamilyId; readonly limit: number; readonly windowS: number };

/** One request as the server saw it, ms. */
export interface Arrival {
  readonly atMs: number;
  /** From when the request was read to when its answer was written. */
  readonly tookMs: number;
  /** How much of that a stall was. */
  readonly stalledMs: number;
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
  const random = seededRandom(seed);
  return () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
};

/** How long a request that came `sinceMs` after the first one is held back by a stall, ms. */
export const stalledBy = ({ atMs, forMs }: Extract<ServerOrder, { kind: "stall" }>, sinceMs: number): number =>
  sinceMs >= atMs && sinceMs < atMs + forMs ? atMs + forMs - sinceMs : 0;

/** How long the answer to a request that came now shall be held back besides, ms. */
const delayBy = (order: Exclude<ServerOrder, { kind: "simulator" }>): (() => number) => {
  if (order.kind === "instant") return () => 0;
  if (order.kind !== "log-normal") return () => order.ms;
  const normal = normalBy(order.seed);
  return () => order.medianMs * Math.exp(order.sigma * normal());
};

/** The whole of a request whose head ends here; undefined: more of it is still to come. */
const lengthOf = (text: string): number | undefined => {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd === -1) return undefined;
  const body = Number(/^content-length: *(\d+)/im.exec(text.slice(0, headEnd))?.[1] ?? 0);
  return text.length >= headEnd + 4 + body ? headEnd + 4 + body : undefined;
};

/**
 * Over bare sockets: what an HTTP server does before it calls its handler would be part of what clients feel and of
 * nothing it logs. At ten requests a second, when nothing is in any cache, that is a whole millisecond.
 */
const startDelayed = (order: Exclude<ServerOrder, { kind: "simulator" }>, log: Arrival[]): Promise<string> => {
  const delayOf = delayBy(order);
  let firstMs: number | undefined;
  const answer = Buffer.from(
    [
      "HTTP/1.1 200 OK",
      "content-type: application/json; charset=utf-8",
      `content-length: ${Buffer.byteLength(answerBody)}`,
      "x-ratelimit-limit: 1000000",
      "x-ratelimit-remaining: 999999",
      "x-ratelimit-reset: 0",
      "",
      answerBody,
    ].join("\r\n"),
  );
  const server = createServer({ noDelay: true }, (socket) => {
    let waiting = "";
    // A client that has gone has no answer to get.
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => {
      const atMs = performance.now();
      waiting += chunk.toString("latin1");
      for (let length = lengthOf(waiting); length !== undefined; length = lengthOf(waiting)) {
        const path = waiting.split(" ", 2)[1] ?? "/";
        waiting = waiting.slice(length);
        firstMs ??= atMs;
        const stalledMs = order.kind === "stall" ? stalledBy(order, atMs - firstMs) : 0;
        const respond = () => {
          socket.write(answer);
          if (order.kind !== "instant")
            log.push({ atMs, tookMs: performance.now() - atMs, stalledMs, status: 200, path });
        };
        const delayMs = delayOf() + stalledMs;
        if (delayMs > 0) setTimeout(respond, delayMs);
        else respond();
      }
    });
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
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
    log.push({ atMs, tookMs: performance.now() - atMs, stalledMs: 0, status: response.status, path: pathname });
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
