import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createSecureServer } from "node:https";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { forbid } from "./messages.ts";

export interface ForwardOptions {
  /** The service that tools name themselves, such as https://gorest.co.in: it is answered for. */
  readonly origin: string;
  /** PEM, of a certificate for its host. */
  readonly key: string;
  readonly cert: string;
  /** Requests to other hosts are passed on as they are, neither seen nor recorded. Default: refused. */
  readonly passOthers?: boolean;
}

export interface TunnelEvents {
  /** A request of a tool that was refused, one line without a query. */
  readonly onRefused: (what: string) => void;
  /** A tool broke off the TLS handshake: as a rule it does not trust the certificate. */
  readonly onDistrust: (why: string) => void;
}

/** What makes an HTTP server a forward proxy of one host. */
export interface Tunnels {
  /** Whether a request with a whole URL is for the host that is answered for. */
  isOurs(url: URL): boolean;
  /** A request with a whole URL for another host. */
  passOther(request: IncomingMessage, response: ServerResponse, url: URL): undefined;
  close(): void;
}

const clientHello = 0x16;

const refusal = (host: string) =>
  `this proxy answers for one host only, and not for ${host}; --pass-other-hosts lets the others through, unseen`;

/**
 * Answers CONNECT: a tunnel to the service's host ends here, with TLS or without, and its requests are handled like all
 * others; one to another host is refused or made blindly.
 * @param server gets the CONNECT requests
 * @param handle gets what comes through the tunnels
 * @param onSocket gets each connection that requests come on
 */
export const openTunnels = (
  server: Server,
  { origin, key, cert, passOthers = false }: ForwardOptions,
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  onSocket: (socket: Socket) => void,
  { onRefused, onDistrust }: TunnelEvents,
): Tunnels => {
  const { hostname, port } = new URL(origin);
  const ports = new Set(["80", "443", port]);
  const sockets = new Set<Duplex>();

  /** Connections on which no request has come yet. */
  const silent = new WeakSet<Socket>();
  let closing = false;

  const inTls = createSecureServer({ key, cert, ALPNProtocols: ["http/1.1"] }, (request, response) => {
    silent.delete(request.socket);
    handle(request, response);
  });
  const plain = createServer(handle);
  for (const each of [inTls, plain]) each.keepAliveTimeout = 0;
  inTls.on("secureConnection", (socket) => {
    onSocket(socket);
    silent.add(socket);
    // Some look at the certificate only when the handshake is over.
    socket.once("close", () => {
      if (silent.has(socket) && !closing) onDistrust("the connection was closed before anything was asked");
    });
  });
  plain.on("connection", onSocket);
  inTls.on("tlsClientError", (error, socket) => {
    socket.destroy();
    // Of OpenSSL's own messages the reason is what a person can read.
    if (!closing) onDistrust("reason" in error ? String(error.reason) : error.message);
  });

  const isOurs = (host: string, itsPort: string) => host.toLowerCase() === hostname && ports.has(itsPort);

  const watch = (socket: Duplex) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    // The other side may go at any time; whoever reads from it notices by itself.
    socket.on("error", () => socket.destroy());
  };

  /** What comes first tells whether it is TLS. */
  const answerHere = (socket: Duplex) => {
    socket.once("data", (first: Buffer) => {
      socket.pause();
      socket.unshift(first);
      if (first[0] === clientHello) {
        // Else one that goes in the midst of the handshake would stay for two minutes.
        socket.allowHalfOpen = false;
        inTls.emit("connection", socket);
      } else {
        plain.emit("connection", socket);
        socket.resume();
      }
    });
  };

  const passBlindly = (socket: Duplex, host: string, itsPort: string) => {
    const other = connect(Number(itsPort), host, () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      socket.pipe(other).pipe(socket);
    });
    watch(other);
    other.once("error", () => socket.end("HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\n\r\n"));
    socket.once("close", () => other.destroy());
    other.once("close", () => socket.destroy());
  };

  server.on("connect", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    watch(socket);
    const [, host = "", itsPort = ""] = /^\[?([^/\s\]]+)\]?:(\d{1,5})$/.exec(request.url ?? "") ?? [];
    if (head.length > 0) socket.unshift(head);
    if (isOurs(host, itsPort)) {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      return answerHere(socket);
    }
    if (host !== "" && Number(itsPort) <= 65_535 && passOthers) return passBlindly(socket, host, itsPort);
    onRefused(`CONNECT ${request.url}`);
    const message = JSON.stringify({ message: host === "" ? "CONNECT takes HOST:PORT" : refusal(host) });
    const type = "content-type: application/json; charset=utf-8\r\nx-gorest-proxy: refused";
    socket.end(
      `HTTP/1.1 403 Forbidden\r\n${type}\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(message)}\r\n\r\n${message}`,
    );
  });

  return {
    isOurs: (url) => isOurs(url.hostname, url.port || (url.protocol === "https:" ? "443" : "80")),
    passOther: (request, response, url) => {
      if (!passOthers || url.protocol !== "http:") {
        onRefused(`${request.method} ${url.origin}${url.pathname}`);
        return forbid(response, refusal(url.host));
      }
      const headers = { ...request.headers, connection: "close" };
      const other = httpRequest(url, { method: request.method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(response);
      });
      other.once("error", () => response.destroy());
      response.once("close", () => other.destroy());
      request.pipe(other);
    },
    close: () => {
      closing = true;
      for (const socket of sockets) socket.destroy();
    },
  };
};
