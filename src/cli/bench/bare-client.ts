import { connect, type Socket } from "node:net";

/**
 * The least a client can be, run in a process of its own: sockets, no HTTP library, no record, no rules. What it sees
 * otherwise than the server is this machine's doing, and no client on it can be expected to see less.
 */

/** What the bare client is asked: requests at an even rate over connections made before. */
export interface BareOrder {
  readonly port: number;
  readonly perS: number;
  readonly forS: number;
  readonly connections: number;
}

/** Milliseconds from the first byte of each request to the last of its answer. */
export type BareTimes = readonly number[];

const connected = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    socket.once("error", reject);
    socket.once("connect", () => resolve(socket));
  });

const question = "GET /users?page=1 HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer none\r\n\r\n";

/** Whether these bytes hold the whole of an answer with a Content-Length. */
const isWhole = (text: string): boolean => {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd === -1) return false;
  return text.length >= headEnd + 4 + Number(/content-length: *(\d+)/i.exec(text)?.[1] ?? 0);
};

const run = async ({ port, perS, forS, connections }: BareOrder): Promise<BareTimes> => {
  const free = await Promise.all(Array.from({ length: connections }, () => connected(port)));
  const all = [...free];
  const times: number[] = [];
  const ask = () => {
    const socket = free.pop();
    if (socket === undefined) return;
    let text = "";
    const atMs = performance.now();
    const onData = (chunk: Buffer) => {
      text += chunk.toString("latin1");
      if (!isWhole(text)) return;
      times.push(performance.now() - atMs);
      socket.off("data", onData);
      free.push(socket);
    };
    socket.on("data", onData);
    socket.write(question);
  };
  const beganMs = performance.now();
  await new Promise<void>((resolve) => {
    let sent = 0;
    const next = () => {
      while (sent < perS * forS && performance.now() - beganMs >= (1000 * sent) / perS) {
        sent++;
        ask();
      }
      if (sent < perS * forS) setTimeout(next, Math.max(0, (1000 * sent) / perS - (performance.now() - beganMs)));
      else setTimeout(resolve, 500);
    };
    next();
  });
  for (const socket of all) socket.destroy();
  return times;
};

process.on("message", async (order) => {
  // Of load-bare.ts, which sends nothing else.
  process.send?.(await run(order as BareOrder));
});
process.once("disconnect", () => process.exit());
