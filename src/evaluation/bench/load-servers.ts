import { fork } from "node:child_process";
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
