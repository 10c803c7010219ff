import type { Server } from "node:http";
import { createServer, type Socket, type Server as SocketServer } from "node:net";
import type { Duplex } from "node:stream";

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
export const bothProtocols = (plain: Server, secure: Server, host: string): SocketServer => {
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
