import { createServer as createHttpServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createServer, type Socket, type Server as SocketServer } from "node:net";
import type { Duplex } from "node:stream";
import { getRequestListener, type Http2Bindings, type HttpBindings } from "@hono/node-server";
import type { Simulator } from "./simulator.ts";

/** What every TLS connection begins with: the record type of a handshake. */
const handshake = 0x16;

/** Hands a connection on by what it begins with, nothing of it read yet. */
const sort = (socket: Socket | Duplex, plain: Server, secure: Server): void => {
  socket.once("error", () => socket.destroy());
  socket.once("data", (first: Buffer) => {
    socket.pause();
    socket.unshift(first);
    (first[0] === handshake ? secure : plain).emit("connection", socket);
    process.nextTick(() => socket.resume());
  });
};

/**
 * One port for HTTP and TLS, which is an HTTP proxy for one host besides: tools that take `HTTPS_PROXY` find the simulator
 * behind the service's own name, with no name to map and no privileged port.
 * @param secure a server of TLS; neither it nor `plain` listens itself
 * @param host the only one that CONNECT leads to
 */
const bothProtocols = (plain: Server, secure: Server, host: string): SocketServer => {
  plain.on("connect", ({ url = "" }, socket, head) => {
    if (url.replace(/:\d+$/, "").toLowerCase() !== host) {
      socket.end(`HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nX-Reason: only ${host} is here\r\n\r\n`);
      return;
    }
    socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    if (head.length > 0) socket.unshift(head);
    sort(socket, plain, secure);
  });
  return createServer((socket) => sort(socket, plain, secure));
};

export interface Listening {
  /** Base URL of the API, such as http://127.0.0.1:4010/public/v2. */
  readonly url: string;
  /** Stops listening and ends open connections. */
  close(): Promise<void>;
}

/** Where the live service is found. */
export const publicHost = "gorest.co.in";

/**
 * Puts a simulator on a loopback port, where `POST /__reset` begins anew with public users.
 * @param port 0: any free one
 * @param tls key and certificate in PEM: the port speaks TLS beside HTTP, and leads CONNECT to the service's own name here.
 * Undefined: plain HTTP
 * @throws the socket's own error where the port cannot be had
 */
export const listen = async (
  simulator: Pick<Simulator, "fetch" | "headerName"> & Partial<Pick<Simulator, "reset">>,
  port: number,
  tls?: { readonly key: string; readonly cert: string },
): Promise<Listening> => {
  const listener = getRequestListener(answering(simulator));
  const plain = createHttpServer(listener);
  const server = tls === undefined ? plain : bothProtocols(plain, createTlsServer({ ...tls }, listener), publicHost);
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${bound}/public/v2`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        for (const socket of sockets) socket.destroy();
      }),
  };
};

/** The simulator as the function that the HTTP server calls. */
const answering =
  ({ fetch, headerName, reset }: Parameters<typeof listen>[0]) =>
  (request: Request, bindings: HttpBindings | Http2Bindings): Response | Promise<Response> => {
    // Without a version 2 server the bindings are those of HTTP/1.
    const { incoming, outgoing } = bindings as HttpBindings;
    if (headerName !== undefined) renameHeaders(outgoing, headerName);
    // Only on a port, and a port is on loopback only: in process there is the function.
    if (reset !== undefined && incoming.url === "/__reset" && incoming.method === "POST") {
      reset();
      return new Response(null, { status: 204 });
    }
    // A handler that fails is a reset connection: the caller gets no answer at all.
    try {
      const response = fetch(request);
      return response instanceof Promise ? response.catch(() => cutOff(incoming)) : response;
    } catch {
      return cutOff(incoming);
    }
  };

const cutOff = ({ socket }: HttpBindings["incoming"]): Response => {
  // A socket of TLS is a layer over the one that can be reset.
  if ("resetAndDestroy" in socket && !("encrypted" in socket)) socket.resetAndDestroy();
  else socket.destroy();
  return new Response(null, { status: 500 });
};

const renameHeaders = (outgoing: HttpBindings["outgoing"], headerName: (name: string) => string) => {
  const writeHead = outgoing.writeHead.bind(outgoing);
  Object.assign(outgoing, {
    writeHead: (status: number, headers: Record<string, string>) =>
      writeHead(status, Object.fromEntries(Object.entries(headers).map(([name, value]) => [headerName(name), value]))),
  });
};
