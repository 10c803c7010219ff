import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Draft } from "../contract/draft.ts";
import type { Exchange } from "../contract/exchange.ts";
import type { BudgetName, RequestSpec } from "../contract/request-spec.ts";
import { type Address, addressOf, rewriteTo } from "./proxy/address.ts";
import { type Caller, type CallersOptions, createCallers } from "./proxy/callers.ts";
import { bodyOf, forbid, refuse, reply, requestHeaders, UnreadableBody } from "./proxy/messages.ts";
import { type ForwardOptions, openTunnels, type TunnelEvents } from "./proxy/tunnel.ts";
import type { Transport } from "./transport.ts";

/** For tools that know nothing of this proxy: what they send is passed on as it is. */
export interface ToolOptions extends CallersOptions, Partial<TunnelEvents> {
  /** Headers that lead to the target lead to the proxy in what a tool is shown. Default true. */
  readonly rewrite?: boolean;
  /** Answers also as the HTTP proxy of tools that name the service's host themselves. */
  readonly forward?: ForwardOptions;
  /** Told of each request that is over, and how long it was held before it left. */
  readonly onServed?: (served: {
    readonly exchange: Exchange;
    readonly heldMs: number;
    readonly budget: BudgetName;
  }) => void;
  /** Told of each caller that went before its request could leave. */
  readonly onGone?: (heldMs: number) => void;
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

/** Where a request came in: its address, and the origin it was asked at. */
interface Arrival extends Address {
  readonly origin: string;
}

/**
 * Why a request that comes from a web page may not pass; undefined: it does not come from one, or from this proxy's own.
 * Browsers set both headers themselves and no page can change them; `null` is the origin of files and sandboxes.
 */
const foreignPage = (
  { origin, "sec-fetch-site": site }: IncomingHttpHeaders,
  own: ReadonlySet<string>,
): string | undefined => {
  if (origin !== undefined && !own.has(origin.toLowerCase()))
    return "this proxy speaks with a token: web pages of another origin may not use it (Origin)";
  return site === "cross-site"
    ? "this proxy speaks with a token: web pages of another site may not use it (Sec-Fetch-Site)"
    : undefined;
};

const hasGone = new Error("the caller has gone");
const callersOfOurs: CallersOptions = { tokens: {}, addToken: true };

const outgoingOf = (
  request: IncomingMessage,
  body: string,
  { path, fromRoot }: Address,
  { as, authorization, budget }: Caller,
  isTool: boolean,
): Draft<RequestSpec> => {
  const outgoing: Draft<RequestSpec> = {
    method: request.method ?? "GET",
    path,
    as,
    headers: requestHeaders(request, isTool),
  };
  if (body !== "") outgoing.body = body;
  if (isTool)
    outgoing.passedOn = authorization === undefined ? { budget, fromRoot } : { authorization, budget, fromRoot };
  return outgoing;
};

/**
 * Puts a transport on a loopback port, so that any tool pointed at it is paced, recorded and judged. A caller may name who
 * it speaks as by the header x-gorest-as. Requests whose Host is not this proxy's are refused, and so are those that a
 * browser sends for a page of another origin where they would get a token of ours: no web page must speak with it.
 * @throws the socket's own error where the port cannot be had
 */
export const startRecordingProxy = async (options: RecordingProxyOptions): Promise<RecordingProxy> => {
  const { transport, schedule, timeoutMs, purpose = "proxy", tools } = options;
  const { clock } = transport;
  const target = new URL(transport.baseUrl);
  const basePath = target.pathname.replace(/\/$/, "");
  const callers = createCallers(tools ?? callersOfOurs);
  /** One a connection: whoever closes it waits for none of its answers. */
  const connections = new Map<Socket, AbortController>();
  const onRefused = tools?.onRefused ?? (() => {});
  const onDistrust = tools?.onDistrust ?? (() => {});
  const forwardOrigin = tools?.forward === undefined ? undefined : new URL(tools.forward.origin).origin;
  let hosts: ReadonlySet<string> = new Set();
  let ownOrigins: ReadonlySet<string> = new Set();
  let url = "";
  const rewriters = new Map<string, ReturnType<typeof rewriteTo>>();

  const rewriterFor = (origin: string) => {
    if (tools === undefined || tools.rewrite === false) return undefined;
    if (!rewriters.has(origin)) rewriters.set(origin, rewriteTo(target.origin, origin));
    return rewriters.get(origin);
  };

  const usesOurToken = ({ authorization, "x-gorest-as": alias }: IncomingHttpHeaders) =>
    tools === undefined || alias !== undefined || (tools.addToken && authorization === undefined);

  /** Sends a caller's request on when it may leave, and gives the caller what comes back. */
  const passOn = async (request: IncomingMessage, response: ServerResponse, arrival: Arrival): Promise<void> => {
    const { "x-gorest-as": alias, "x-intended-us": intended } = request.headers;
    const foreign = usesOurToken(request.headers) ? foreignPage(request.headers, ownOrigins) : undefined;
    if (foreign !== undefined) return forbid(response, foreign);
    if (alias !== undefined && !aliases.has(String(alias)))
      return refuse(response, 400, "x-gorest-as is A, B, anonymous or invalid");
    const body = bodyOf(request);
    const text = typeof body === "string" ? body : await body;
    const arrivedUs = clock.nowUs();
    const asked = callers.identify(
      tools === undefined ? { "x-gorest-as": alias ?? "A" } : request.headers,
      arrival.path,
    );
    const caller = asked instanceof Promise ? await asked : asked;
    if (caller === undefined)
      return refuse(
        response,
        409,
        `x-gorest-as: ${String(alias)} is the name of the token that the tool itself sends in this run`,
      );

    const gone = connections.get(request.socket)?.signal ?? AbortSignal.abort(hasGone);
    const outgoing = outgoingOf(request, text, arrival, caller, tools !== undefined);
    outgoing.purpose = purpose;
    outgoing.waitSignal = gone;
    if (timeoutMs !== undefined) outgoing.timeoutMs = timeoutMs;
    let intendedUs = typeof intended === "string" && /^\d{1,15}$/.test(intended) ? Number(intended) : undefined;
    if (schedule !== undefined) {
      intendedUs = schedule();
      const aheadMs = intendedUs === undefined ? 0 : (intendedUs - clock.nowUs()) / 1000;
      if (aheadMs > 0) await clock.sleep(aheadMs, gone);
    }
    if (intendedUs !== undefined) outgoing.intendedUs = intendedUs;
    let exchange: Exchange | undefined;
    try {
      exchange = await transport.send(outgoing);
    } finally {
      caller.over?.(exchange);
      if (exchange === undefined && gone.aborted) tools?.onGone?.((clock.nowUs() - arrivedUs) / 1000);
    }
    tools?.onServed?.({ exchange, heldMs: Math.max(0, exchange.startUs - arrivedUs) / 1000, budget: caller.budget });
    reply(request, response, exchange, rewriterFor(arrival.origin));
  };

  const serve = (work: Promise<void>, response: ServerResponse) => {
    work.catch((error: unknown) => {
      // The caller went before its request left, or there is no token for whom it asked.
      const status = error instanceof UnreadableBody ? error.status : 502;
      refuse(response, status, error instanceof Error ? error.message : "the request could not be sent");
    });
  };

  const arrivalOf = (asked: string, whole: boolean, origin: string): Arrival | undefined =>
    asked.startsWith("/") ? { ...addressOf(asked, basePath, whole), origin } : undefined;

  /** What was asked of this port itself, or of the target through it with a whole URL. */
  const atPort = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { url: asked = "/", headers, httpVersion } = request;
    const named = /^https?:\/\//i.test(asked) && URL.canParse(asked) ? new URL(asked) : undefined;
    if (named !== undefined && tunnels !== undefined && !hosts.has(named.host)) {
      if (!tunnels.isOurs(named)) return tunnels.passOther(request, response, named);
      const whole = arrivalOf(asked.replace(/^https?:\/\/[^/?#]*/i, "") || "/", true, named.origin);
      if (whole !== undefined) return passOn(request, response, whole);
    }
    // HTTP/1.0 knows no Host, and browsers do not speak it.
    const host = headers.host ?? (httpVersion === "1.0" ? new URL(url).host : "");
    if (!hosts.has(host.toLowerCase())) return refuse(response, 421, "this proxy answers only to its own address");
    const arrival = arrivalOf(named === undefined ? asked : named.pathname + named.search, false, `http://${host}`);
    if (arrival === undefined || (named !== undefined && !hosts.has(named.host)))
      return refuse(response, 400, "ask for a path, not for a whole URL");
    return passOn(request, response, arrival);
  };

  /** What came through a tunnel to the service's host. */
  const inTunnel = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const arrival = arrivalOf(request.url ?? "/", true, forwardOrigin ?? "");
    return arrival === undefined ? refuse(response, 400, "ask for a path") : passOn(request, response, arrival);
  };

  const onSocket = (socket: Socket) => {
    const gone = new AbortController();
    connections.set(socket, gone);
    socket.once("close", () => {
      connections.delete(socket);
      gone.abort(hasGone);
    });
  };

  const server = createServer((request, response) => serve(atPort(request, response), response));
  server.on("connection", onSocket);
  const tunnels =
    tools?.forward === undefined
      ? undefined
      : openTunnels(
          server,
          tools.forward,
          (request, response) => serve(inTunnel(request, response), response),
          onSocket,
          { onRefused, onDistrust },
        );
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
  url = `http://127.0.0.1:${port}`;
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        for (const gone of connections.values()) gone.abort(new Error("the proxy has closed"));
        tunnels?.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const aliases: ReadonlySet<string> = new Set(["A", "B", "anonymous", "invalid"]);
