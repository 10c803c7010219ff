import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { addressOf, refuse, UnreadableBody } from "./proxy/messages.ts";
import { type Arrival, createPassOn, type ToolCallers } from "./proxy/pass-on.ts";
import { type ForwardOptions, openTunnels, type TunnelEvents } from "./proxy/tunnel.ts";
import type { Transport } from "./transport.ts";

interface ToolOptions extends ToolCallers, Partial<TunnelEvents> {
  /** Answers also as the HTTP proxy of tools that name the service's host themselves. */
  readonly forward?: ForwardOptions;
}

export interface RecordingProxyOptions {
  readonly transport: Transport;
  /** Default 0: any free one. */
  readonly port?: number;
  /**
   * The next slot of the schedule, µs on the transport's clock; the request is held until then and recorded as intended
   * for then. Undefined: no slot, it may leave at once. Absent: the caller may say when it meant to send (x-intended-us).
   */
  readonly schedule?: () => number | undefined;
  /** Longest an upstream call may take, ms. Default: the transport's. */
  readonly timeoutMs?: number;
  /** What exchanges are recorded as. Default "proxy". */
  readonly purpose?: string;
  /** Absent: callers are our own, name an alias and have no token; what is missing of headers is added. */
  readonly tools?: ToolOptions;
}

export interface RecordingProxy {
  /** Where to point a tool: a path after it is a path after the target's base URL. */
  readonly url: string;
  /** Stops listening and lets nothing more leave. What is under way upstream is seen through by the transport. */
  close(): Promise<void>;
}

const hasGone = new Error("the caller has gone");
const ignore = () => {};

/** The connections of callers: whoever closes one waits for none of its answers. */
class Connections {
  readonly #open = new Map<Socket, AbortController>();

  readonly add = (socket: Socket): void => {
    const gone = new AbortController();
    this.#open.set(socket, gone);
    socket.once("close", () => {
      this.#open.delete(socket);
      gone.abort(hasGone);
    });
  };

  /** Aborted when the connection has closed. */
  goneOf(socket: Socket): AbortSignal {
    return this.#open.get(socket)?.signal ?? AbortSignal.abort(hasGone);
  }

  letGo(): void {
    for (const gone of this.#open.values()) gone.abort(new Error("the proxy has closed"));
  }
}

/** The absolute URL of a request, as tools send it that are configured with a proxy. */
const wholeUrl = (requested: string): URL | undefined =>
  /^https?:\/\//i.test(requested) && URL.canParse(requested) ? new URL(requested) : undefined;

/** What follows the host in a whole URL, exactly as it was written. */
const afterHost = (requested: string): string => {
  const rest = requested.replace(/^https?:\/\/[^/?#]*/i, "");
  return rest.startsWith("/") ? rest : `/${rest}`;
};

/**
 * Puts a transport on a loopback port, so that any tool pointed at it is paced, recorded and judged. A caller may name who
 * it speaks as by the header x-gorest-as. Requests whose Host is not this proxy's are refused, and so are those that a
 * browser sends for a page of another origin where they would get a token of ours: no web page must speak with it.
 * @throws the socket's own error where the port cannot be had
 */
export const startRecordingProxy = async (options: RecordingProxyOptions): Promise<RecordingProxy> => {
  const { transport, schedule, timeoutMs, purpose = "proxy", tools } = options;
  const basePath = new URL(transport.baseUrl).pathname.replace(/\/$/, "");
  const passOn = createPassOn({ transport, schedule, timeoutMs, purpose, tools });
  const connections = new Connections();
  const forwardOrigin = tools?.forward === undefined ? undefined : new URL(tools.forward.origin).origin;
  let hosts: ReadonlySet<string> = new Set();
  let ownOrigins: ReadonlySet<string> = new Set();

  /** @param whole the caller named the service's host */
  const arrivalOf = (
    { socket }: IncomingMessage,
    requested: string,
    { whole, origin }: Pick<Arrival, "origin"> & { readonly whole: boolean },
  ): Arrival => {
    const { path, fromRoot } = addressOf(requested, basePath, whole);
    return { path, fromRoot, origin, gone: connections.goneOf(socket), ownOrigins };
  };

  /** A request to this port itself, or to the service through it with an absolute URL. */
  const atPort = (request: IncomingMessage, response: ServerResponse): Promise<void> | undefined => {
    const { url: requested = "/", headers, httpVersion } = request;
    const named = wholeUrl(requested);
    const isOwn = named === undefined || hosts.has(named.host);
    if (!isOwn && tunnels?.isOurs(named) === false) return tunnels.passOther(request, response, named);
    if (!isOwn && tunnels !== undefined)
      return passOn(request, response, arrivalOf(request, afterHost(requested), { whole: true, origin: named.origin }));
    // HTTP/1.0 knows no Host, and no browser speaks it.
    const host = headers.host ?? (httpVersion === "1.0" ? [...hosts][0] : undefined) ?? "";
    if (!hosts.has(host.toLowerCase())) return refuse(response, 421, "this proxy answers only to its own address");
    const path = named === undefined ? requested : afterHost(requested);
    if (!isOwn || !path.startsWith("/")) return refuse(response, 400, "send a path, not a whole URL");
    return passOn(request, response, arrivalOf(request, path, { whole: false, origin: `http://${host}` }));
  };

  /** What came through a tunnel to the service's host. */
  const inTunnel = (request: IncomingMessage, response: ServerResponse): Promise<void> | undefined => {
    const { url: requested = "/" } = request;
    if (!requested.startsWith("/")) return refuse(response, 400, "ask for a path");
    return passOn(request, response, arrivalOf(request, requested, { whole: true, origin: forwardOrigin ?? "" }));
  };

  const serve = (work: typeof atPort) => (request: IncomingMessage, response: ServerResponse) => {
    work(request, response)?.catch((error: unknown) => {
      // The caller went before its request left, or its alias has no token.
      const status = error instanceof UnreadableBody ? error.status : 502;
      refuse(response, status, error instanceof Error ? error.message : "the request could not be sent");
    });
  };

  const server = createServer(serve(atPort));
  server.on("connection", connections.add);
  const tunnels =
    tools?.forward &&
    openTunnels(server, tools.forward, serve(inTunnel), connections.add, {
      onRefused: tools.onRefused ?? ignore,
      onDistrust: tools.onDistrust ?? ignore,
    });
  // No time at all: it is the tool that closes an idle connection.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  // A TCP server that listens has an address of this kind.
  const { port } = server.address() as AddressInfo;
  hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`, ...(port === 80 ? ["127.0.0.1", "localhost"] : [])]);
  ownOrigins = new Set([...hosts].map((host) => `http://${host}`).concat(forwardOrigin ?? []));
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        connections.letGo();
        tunnels?.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
