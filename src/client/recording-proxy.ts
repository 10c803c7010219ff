import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
  validateHeaderName,
  validateHeaderValue,
} from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Draft } from "../contract/draft.ts";
import { type Answer, bodyLimitBytes, type Exchange, headerOf, type TokenAlias } from "../contract/exchange.ts";
import type { RequestSpec } from "../contract/request-spec.ts";
import type { Transport } from "./transport.ts";

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
}

export interface RecordingProxy {
  /** Where to point a tool: a path after it is a path after the target's base URL. */
  readonly url: string;
  /** Stops listening and lets nothing more leave. What is under way upstream is seen through by the transport. */
  close(): Promise<void>;
}

/** Between two neighbours on the way only (RFC 9110 section 7.6.1), or remade by whoever sends. */
const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "content-length",
]);
const notForwarded = new Set([
  ...hopByHop,
  "host",
  "authorization",
  "accept-encoding",
  "expect",
  "x-gorest-as",
  "x-intended-us",
]);

const aliasOf = (header: string | string[] | undefined): TokenAlias | undefined => {
  if (header === undefined) return "A";
  return header === "A" || header === "B" || header === "anonymous" || header === "invalid" ? header : undefined;
};

const requestHeaders = (request: IncomingMessage): Record<string, string> => {
  const headers: Record<string, string> = {};
  const named = namedBy(request.headers.connection);
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined && !notForwarded.has(name) && !named.includes(name))
      headers[name] = typeof value === "string" ? value : value.join(", ");
  return headers;
};

/** The body as text; undefined when it is longer than can be recorded. */
const bodyOf = (request: IncomingMessage): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > bodyLimitBytes) resolve(undefined);
      else chunks.push(chunk);
    });
    request.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    request.on("error", reject);
  });

const isSendable = (name: string, value: string): boolean => {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    // A header that Node would not write; it is in the record all the same.
    return false;
  }
};

const refuse = (response: ServerResponse, status: number, message: string) => {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", "x-gorest-proxy": "refused" });
  response.end(`${message}\n`);
};

/** As JSON, since a page's developer tools or a tool's log is where it will be read. */
const forbid = (response: ServerResponse, message: string) => {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(403, { "content-type": "application/json; charset=utf-8", "x-gorest-proxy": "refused" });
  response.end(JSON.stringify({ message }));
};

/**
 * Why a request that comes from a web page may not pass; undefined: it does not come from one, or from this proxy's own.
 * Browsers set both headers themselves and no page can change them; `null` is the origin of files and sandboxes.
 */
const foreignPage = (
  { origin, "sec-fetch-site": site }: IncomingHttpHeaders,
  hosts: ReadonlySet<string>,
): string | undefined => {
  const own = origin === undefined || [...hosts].some((host) => origin.toLowerCase() === `http://${host}`);
  if (!own) return "this proxy speaks with a token: web pages of another origin may not use it (Origin)";
  return site === "cross-site"
    ? "this proxy speaks with a token: web pages of another site may not use it (Sec-Fetch-Site)"
    : undefined;
};

const bodiless = (method: string | undefined, status: number) => method === "HEAD" || status === 204 || status === 304;
const none: readonly string[] = [];
const hasGone = new Error("the caller has gone");

/** Headers that a Connection header names besides itself: between two neighbours only, too. */
const namedBy = (connection: string | undefined): readonly string[] =>
  connection === undefined || /^(keep-alive|close)$/i.test(connection)
    ? none
    : connection.toLowerCase().split(/\s*,\s*/);

const pass = (request: IncomingMessage, response: ServerResponse, answer: Answer) => {
  const { headers, status, body } = answer;
  const named = namedBy(headerOf(answer, "connection"));
  const pairs: string[] = [];
  // The coding is undone in the record, and what is passed on is what is recorded.
  for (const [name, value] of headers)
    if (!hopByHop.has(name) && name !== "content-encoding" && !named.includes(name)) pairs.push(name, value);
  // Its Date is the service's, or none.
  response.sendDate = false;
  if (answer.cut) pairs.push("x-gorest-proxy", "cut");
  const hasBody = !bodiless(request.method, status);
  if (hasBody) pairs.push("content-length", `${Buffer.byteLength(body)}`);
  try {
    response.writeHead(status, pairs);
  } catch {
    // Some header is one that Node does not write; the rest can go.
    const sendable = pairs.flatMap((name, at) =>
      at % 2 === 0 && isSendable(name, pairs[at + 1] ?? "") ? [name, pairs[at + 1] ?? ""] : [],
    );
    response.writeHead(status, sendable);
  }
  // As text: head and body then leave in one write.
  response.end(hasBody ? body : undefined, "utf8");
};

const reply = (request: IncomingMessage, response: ServerResponse, { outcome }: Exchange) => {
  if (response.destroyed) return;
  if (outcome.kind === "answer") return pass(request, response, outcome);
  response.writeHead(outcome.fault === "time" ? 504 : 502, {
    "content-type": "text/plain; charset=utf-8",
    "x-gorest-proxy": "failure",
  });
  response.end(`${outcome.message}\n`);
};

/**
 * Puts a transport on a loopback port, so that any tool pointed at it is paced, recorded and judged, and never knows the
 * token. A caller names who it speaks as by the header x-gorest-as (A by default). Requests whose Host is not this proxy's
 * are refused, and so are those that a browser sends for a page of another origin: no web page must speak with the token.
 * @throws the socket's own error where the port cannot be had
 */
export const startRecordingProxy = async (options: RecordingProxyOptions): Promise<RecordingProxy> => {
  const { transport, schedule, timeoutMs, purpose = "proxy" } = options;
  const { clock } = transport;
  const basePath = new URL(transport.baseUrl).pathname.replace(/\/$/, "");
  /** One a connection: whoever closes it waits for none of its answers. */
  const callers = new Map<Socket, AbortController>();
  let hosts: ReadonlySet<string> = new Set();

  const forward = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!hosts.has((request.headers.host ?? "").toLowerCase()))
      return refuse(response, 421, "this proxy answers only to its own address");
    const foreign = foreignPage(request.headers, hosts);
    if (foreign !== undefined) return forbid(response, foreign);
    const as = aliasOf(request.headers["x-gorest-as"]);
    if (as === undefined) return refuse(response, 400, "x-gorest-as is A, B, anonymous or invalid");
    const asked = request.url ?? "/";
    // A tool may keep the path of the target's base URL, or leave it out.
    const path = asked.startsWith(`${basePath}/`) ? asked.slice(basePath.length) : asked;
    if (!path.startsWith("/")) return refuse(response, 400, "ask for a path, not for a whole URL");
    const { "content-length": length, "transfer-encoding": coding } = request.headers;
    const body = (length === undefined || length === "0") && coding === undefined ? "" : await bodyOf(request);
    if (body === undefined) return refuse(response, 413, "the body is longer than 10 MiB");

    const gone = callers.get(request.socket)?.signal ?? AbortSignal.abort(hasGone);
    let intendedUs = intendedBy(request);
    if (schedule !== undefined) {
      intendedUs = schedule();
      const aheadMs = intendedUs === undefined ? 0 : (intendedUs - clock.nowUs()) / 1000;
      if (aheadMs > 0) await clock.sleep(aheadMs, gone);
    }
    const outgoing: Draft<RequestSpec> = {
      method: request.method ?? "GET",
      path,
      as,
      headers: requestHeaders(request),
      purpose,
      waitSignal: gone,
    };
    if (body !== "") outgoing.body = body;
    if (intendedUs !== undefined) outgoing.intendedUs = intendedUs;
    if (timeoutMs !== undefined) outgoing.timeoutMs = timeoutMs;
    const exchange = await transport.send(outgoing);
    reply(request, response, exchange);
  };

  const server = createServer((request, response) => {
    forward(request, response).catch((error: unknown) => {
      // The caller went before its request left, or there is no token for whom it asked.
      refuse(response, 502, error instanceof Error ? error.message : "the request could not be sent");
    });
  });
  server.on("connection", (socket) => {
    const gone = new AbortController();
    callers.set(socket, gone);
    socket.once("close", () => {
      callers.delete(socket);
      gone.abort(hasGone);
    });
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
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        for (const gone of callers.values()) gone.abort(new Error("the proxy has closed"));
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const intendedBy = ({ headers }: IncomingMessage): number | undefined => {
  const text = headers["x-intended-us"];
  return typeof text === "string" && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
};
