import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * The least a client can be, run in a process of its own: sockets, no HTTP library, no record, no rules. What it sees
 * otherwise than the server is this machine's doing, and no client on it can be expected to see less.
 */

/** Requests at an even rate over connections made before. */
export interface EvenOrder {
  readonly kind: "even";
  readonly port: number;
  readonly perS: number;
  readonly forS: number;
  readonly connections: number;
}

/** Each connection sends its next request as soon as it has its answer. */
export interface ClosedOrder {
  readonly kind: "closed";
  readonly port: number;
  readonly connections: number;
  /** Until everything on the way is compiled. */
  readonly warmS: number;
  readonly forS: number;
}

export type BareOrder = EvenOrder | ClosedOrder;

export type BareMessage =
  /** Milliseconds from the first byte of each request to the last of its answer. */
  | { readonly type: "times"; readonly times: readonly number[] }
  /** From now on answers count. */
  | { readonly type: "warm" }
  | { readonly type: "counted"; readonly perS: number };

const connected = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    socket.once("error", reject);
    socket.once("connect", () => resolve(socket));
  });

const questionTo = (port: number) =>
  Buffer.from(`GET /users/1 HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer none\r\n\r\n`);
const post = (message: BareMessage) => process.send?.(message);

/** Whether these bytes hold the whole of an answer with a Content-Length. */
const isWhole = (text: string): boolean => {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd === -1) return false;
  return text.length >= headEnd + 4 + Number(/content-length: *(\d+)/i.exec(text)?.[1] ?? 0);
};

const askClosed = async ({ port, connections, warmS, forS }: ClosedOrder): Promise<void> => {
  const sockets = await Promise.all(Array.from({ length: connections }, () => connected(port)));
  const question = questionTo(port);
  let answers = 0;
  for (const socket of sockets) {
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      if (!isWhole(text)) return;
      text = "";
      answers++;
      socket.write(question);
    });
    socket.write(question);
  }
  await sleep(warmS * 1000);
  const before = answers;
  const beganMs = performance.now();
  post({ type: "warm" });
  await sleep(forS * 1000);
  post({ type: "counted", perS: (answers - before) / ((performance.now() - beganMs) / 1000) });
  for (const socket of sockets) socket.destroy();
};

const askEvenly = async ({ port, perS, forS, connections }: EvenOrder): Promise<void> => {
  const free = await Promise.all(Array.from({ length: connections }, () => connected(port)));
  const all = [...free];
  const times: number[] = [];
  const question = questionTo(port);
  const send = () => {
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
        send();
      }
      if (sent < perS * forS) setTimeout(next, Math.max(0, (1000 * sent) / perS - (performance.now() - beganMs)));
      else setTimeout(resolve, 500);
    };
    next();
  });
  for (const socket of all) socket.destroy();
  post({ type: "times", times });
};

process.on("message", async (plain) => {
  // Of load-bare.ts, which sends nothing else.
  const order = plain as BareOrder;
  await (order.kind === "even" ? askEvenly(order) : askClosed(order));
});
process.once("disconnect", () => process.exit());
