import { isUtf8 } from "node:buffer";
import { type IncomingMessage, type ServerResponse, validateHeaderName, validateHeaderValue } from "node:http";
import { type Answer, bodyLimitBytes, type Failure, headerOf } from "../../contract/exchange.ts";

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
  "http2-settings",
  "x-gorest-as",
  "x-intended-us",
]);
/** The content codings that a record can be made readable from. */
const readableCoding = /^\s*(gzip|x-gzip|deflate|br|identity)\s*(;|$)/i;

const none: readonly string[] = [];

/** Headers that a Connection header names besides itself: between two neighbours only, too. */
const namedBy = (connection: string | undefined): readonly string[] =>
  connection === undefined || /^(keep-alive|close)$/i.test(connection)
    ? none
    : connection.toLowerCase().split(/\s*,\s*/);

/**
 * The headers of a caller that go on to the target.
 * @param whole its Accept-Encoding too, as far as what it asks for can be recorded
 */
export const requestHeaders = (request: IncomingMessage, whole: boolean): Record<string, string> => {
  const headers: Record<string, string> = {};
  const named = namedBy(request.headers.connection);
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined && !notForwarded.has(name) && !named.includes(name))
      headers[name] = typeof value === "string" ? value : value.join(", ");
  const codings = whole ? request.headers["accept-encoding"] : undefined;
  if (codings === undefined) return headers;
  const readable = (typeof codings === "string" ? codings.split(",") : codings).filter((each) =>
    readableCoding.test(each),
  );
  if (readable.length > 0) headers["accept-encoding"] = readable.join(",").trim();
  return headers;
};

/** Why a body can't be passed on. */
export class UnreadableBody extends Error {
  override readonly name = "UnreadableBody";
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * The body as text; empty where there is none.
 * @throws UnreadableBody when it is longer than can be recorded, or no text; what the socket says when it breaks off
 */
export const bodyOf = (request: IncomingMessage): Promise<string> | string => {
  const { "content-length": length, "transfer-encoding": coding } = request.headers;
  if ((length === undefined || length === "0") && coding === undefined) return "";
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > bodyLimitBytes) reject(new UnreadableBody(413, "the body is longer than 10 MiB"));
      else chunks.push(chunk);
    });
    request.on("end", () => {
      const bytes = Buffer.concat(chunks);
      if (isUtf8(bytes)) resolve(bytes.toString("utf8"));
      else reject(new UnreadableBody(415, "the body is not UTF-8 text, so it cannot be recorded as it was sent"));
    });
    request.on("error", reject);
  });
};

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

/** @param status 4xx or 5xx of the proxy itself, which its header x-gorest-proxy says */
export const refuse = (response: ServerResponse, status: number, message: string): undefined => {
  if (response.destroyed || response.headersSent) return undefined;
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", "x-gorest-proxy": "refused" });
  response.end(`${message}\n`);
};

/** As JSON, since a page's developer tools or a tool's log is where it will be read. */
export const forbid = (response: ServerResponse, message: string): undefined => {
  if (response.destroyed || response.headersSent) return undefined;
  response.writeHead(403, { "content-type": "application/json; charset=utf-8", "x-gorest-proxy": "refused" });
  response.end(JSON.stringify({ message }));
};

const bodiless = (method: string | undefined, status: number) => method === "HEAD" || status === 204 || status === 304;
const noChange = (_name: string, value: string): string => value;

const pass = (
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  rewritten: (name: string, value: string) => string,
) => {
  const { headers, status, body } = answer;
  const named = namedBy(headerOf(answer, "connection"));
  const pairs: string[] = [];
  // The coding is undone in the record, and what is passed on is what is recorded.
  for (const [name, value] of headers)
    if (!hopByHop.has(name) && name !== "content-encoding" && !named.includes(name))
      pairs.push(name, rewritten(name, value));
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

/**
 * Gives a caller what came of its request.
 * @param rewritten what it is shown of a header in place of what the service sent
 */
export const reply = (
  request: IncomingMessage,
  response: ServerResponse,
  outcome: Answer | Failure,
  rewritten: (name: string, value: string) => string = noChange,
): void => {
  if (response.destroyed) return;
  if (outcome.kind === "answer") {
    pass(request, response, outcome, rewritten);
    return;
  }
  response.writeHead(outcome.fault === "time" ? 504 : 502, {
    "content-type": "text/plain; charset=utf-8",
    "x-gorest-proxy": "failure",
  });
  response.end(`${outcome.message}\n`);
};

/** Where a request of a caller leads. */
export interface Address {
  /** Below the base URL, or with `fromRoot` from the root of its host; query included. */
  readonly path: string;
  readonly fromRoot: boolean;
}

/** The part of a path that counts for its beginning: before the query, and in front of a further segment. */
const startsWithPath = (requested: string, path: string): boolean =>
  requested.startsWith(path) && (requested.length === path.length || "/?".includes(requested.charAt(path.length)));

/**
 * Finds out which path of the target is meant. The target's own path (`/public/v2/users`) and what follows its base URL
 * (`/users`) are both understood; whatever begins like the former (`/public/v1/users`) is a path of the host.
 * @param requested path and query as they were sent
 * @param basePath path of the base URL, without a trailing slash
 * @param whole the caller named the host: it can only mean the target's own path
 */
export const addressOf = (requested: string, basePath: string, whole: boolean): Address => {
  if (startsWithPath(requested, basePath)) return { path: requested.slice(basePath.length), fromRoot: false };
  const first = /^\/[^/]+/.exec(basePath)?.[0];
  // A base URL with a slash at its end, joined with a path that begins with one: two slashes count as one (facts 12.5).
  const single = requested.replace(/^\/{2,}/, "/");
  return { path: requested, fromRoot: whole || (first !== undefined && startsWithPath(single, first)) };
};

const leading = /^(location|link|x-links-[\w-]+)$/;
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/**
 * Makes headers that lead to the target lead to where the caller sent its request.
 * @param from origin of the target
 * @param to origin the caller spoke to
 * @returns undefined where the two are the same
 */
export const rewriteTo = (from: string, to: string): ((name: string, value: string) => string) | undefined => {
  if (from === to) return undefined;
  // Some services write http where the request came by https.
  const pattern = new RegExp(`https?://${escaped(new URL(from).host)}(?=[/?#>"'\\s;,]|$)`, "gi");
  return (name, value) => (leading.test(name) ? value.replace(pattern, to) : value);
};
