import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { FetchHandler } from "../../../src/client/http/fetch-adapter.ts";

/**
 * Boxes that alter what they pass on as HTTP lets an intermediary, without a mark that tells of it: each is several habits at once.
 * @see RFC 9110 sections 7.6, 7.7, 8.8.3; RFC 9111 section 5
 */

type Box = (upstream: FetchHandler) => FetchHandler;
type HeaderChange = (headers: Headers, request: Request, status: number) => void;

const isBodiless = (status: number) => status === 204 || status === 304;

const answersWith =
  (change: HeaderChange): Box =>
  (upstream) =>
  async (request) => {
    const response = await upstream(request);
    const headers = new Headers(response.headers);
    change(headers, request, response.status);
    return new Response(response.body, { status: response.status, headers });
  };

const bodiesWith =
  (change: (json: unknown) => string): Box =>
  (upstream) =>
  async (request) => {
    const response = await upstream(request);
    const { status, headers } = response;
    const text = await response.text();
    const isJson = text !== "" && /json/.test(headers.get("content-type") ?? "");
    return new Response(isBodiless(status) ? null : isJson ? change(JSON.parse(text)) : text, { status, headers });
  };

interface Passed {
  readonly url?: string;
  readonly method?: string;
  readonly headers?: Headers;
}

const requestsWith =
  (change: (request: Request) => Passed): Box =>
  (upstream) =>
  async (request) => {
    const { url = request.url, method = request.method, headers = request.headers } = change(request);
    const body = request.body === null ? undefined : await request.text();
    const response = await upstream(new Request(url, { method, headers, ...(body === undefined ? {} : { body }) }));
    return request.method === "HEAD"
      ? new Response(null, { status: response.status, headers: response.headers })
      : response;
  };

const all = (pairs: Readonly<Record<string, string>>): HeaderChange => {
  const entries = Object.entries(pairs);
  return (headers) => {
    for (const [name, value] of entries) headers.append(name, value);
  };
};
const rewritten = (headers: Headers, name: string, change: (value: string) => string): void => {
  const value = headers.get(name);
  if (value !== null) headers.set(name, change(value));
};
const addresses =
  (change: (value: string) => string): HeaderChange =>
  (headers) => {
    for (const name of [...headers.keys()]) if (/^(location|x-links-)/.test(name)) rewritten(headers, name, change);
  };
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort());
};
const escaped = (text: string) =>
  text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
/** A letter, digit or mark that needs no escaping is the same without; hexadecimal digits are in either case. @see RFC 3986 6.2.2 */
const plainer = (url: string) =>
  url.replace(/%[0-9a-f]{2}/gi, (code) => {
    const character = decodeURIComponent(/%[0-7]/.test(code) ? code : "%20");
    return /[\w.~-]/.test(character) ? character : code.toLowerCase();
  });
const withQuery = (url: string, change: (parameters: string[]) => string[]) => {
  const [path = "", query] = url.split("?");
  return query === undefined ? path : `${path}?${change(query.split("&")).join("&")}`;
};

export const intermediaries: Readonly<Record<string, Box>> = {
  "adds headers of its own": answersWith((headers, request, status) => {
    all({
      via: "1.1 edge",
      connection: "keep-alive",
      "keep-alive": "timeout=5, max=100",
      "set-cookie": "__cf_bm=abc123def456; path=/; HttpOnly",
      "strict-transport-security": "max-age=31536000",
      "content-security-policy": "default-src 'none'",
      "alt-svc": 'h3=":443"; ma=86400',
      nel: "{}",
      "server-timing": "edge",
      "x-cache": "MISS",
      age: "0",
      warning: '214 - "Transformation Applied"',
      "accept-ranges": "none",
      "content-language": "en",
      "access-control-allow-origin": "*",
      "x-robots-tag": "noindex",
      expires: "0",
      pragma: "no-cache",
      "ratelimit-limit": "1000",
      "ratelimit-remaining": "999",
      trailer: "x-checksum",
    })(headers, request, status);
    if (status === 429) headers.set("retry-after", "2");
    if (status === 204) headers.set("content-length", "0");
  }),
  "takes headers away": (upstream) =>
    requestsWith(({ headers: sent }) => {
      const headers = new Headers(sent);
      for (const name of ["if-none-match", "accept"]) headers.delete(name);
      return { headers };
    })(
      answersWith((headers) => {
        for (const name of ["date", "etag", "content-length", "server"]) headers.delete(name);
      })(upstream),
    ),
  "writes headers in another form": answersWith((headers) => {
    rewritten(headers, "etag", (tag) => `W/${tag.replace(/^W\//, "").replace(/"$/, '-gzip"')}`);
    rewritten(headers, "cache-control", (value) => [...value.split(", ").reverse(), "no-transform"].join(","));
    rewritten(headers, "content-type", (value) => value.replace("; charset=utf-8", ';charset="UTF-8"'));
    headers.set("vary", "accept-encoding, origin");
    headers.set("server", "nginx");
    headers.set("x-request-id", randomUUID());
    headers.append("x-content-type-options", "nosniff");
  }),
  "is stricter": answersWith((headers) => {
    headers.set("cache-control", "no-store");
    headers.set("vary", "*");
    headers.set("x-frame-options", "DENY");
  }),
  "writes json in many lines, keys sorted": bodiesWith((json) => `${JSON.stringify(sorted(json), null, 2)}\n`),
  "writes json in ascii": bodiesWith((json) => escaped(JSON.stringify(json)).replaceAll("/", "\\/")),
  "writes addresses in another form": requestsWith(({ url }) => ({
    url: withQuery(plainer(url.replace(/(?<!:)\/{2,}/g, "/")).replace(/\/+($|\?)/, "$1"), (each) => each.sort()),
  })),
  "answers HEAD by GET, and speaks for others": requestsWith(({ method, headers: sent }) => {
    const headers = new Headers(sent);
    if (headers.get("accept") === "application/json") headers.set("accept", "*/*");
    rewritten(headers, "if-none-match", (tag) => `W/${tag.replace(/^W\//, "")}`);
    for (const [name, value] of Object.entries({ "x-forwarded-for": "192.0.2.7", "x-forwarded-proto": "https" }))
      headers.set(name, value);
    return { headers, method: method === "HEAD" ? "GET" : method };
  }),
  "sends headers twice": answersWith((headers) => {
    for (const [name, value] of [...headers]) headers.append(name, value);
  }),
  "compresses some bodies without saying so": (upstream) => {
    let answers = 0;
    return async (request) => {
      const response = await upstream(request);
      const { status, headers } = response;
      if (++answers % 20 !== 0 || isBodiless(status) || request.method === "HEAD") return response;
      return new Response(gzipSync(await response.text()), { status, headers });
    };
  },
  "stands at another address": answersWith(
    addresses((url) => url.replace(/^http:\/\/[^/]+/, "https://api.example:8443")),
  ),
};

const counting = (limit: string, reset: string): Box => {
  let left = Number(limit);
  return answersWith((headers) => {
    headers.set("x-ratelimit-limit", limit);
    headers.set("x-ratelimit-remaining", String(--left));
    headers.set("x-ratelimit-reset", reset);
  });
};

/** Boxes that write over what the service says of itself: what they write is drift, and no rule of level must is broken by it. */
export const overwriting: Readonly<Record<string, Box>> = {
  "counts for itself, and shows everybody": counting("1000", "60"),
  "shows everybody a budget of an hour": counting("5000", "3600"),
  "labels JSON as ISO-8859-1": answersWith((headers) =>
    rewritten(headers, "content-type", (value) => value.replace(/charset=.*/, "charset=iso-8859-1")),
  ),
  "says of its own troubles with 200": (upstream) => {
    let answers = 0;
    return async (request) =>
      ++answers % 15 === 0 ? Response.json({ errors: [{ message: "upstream" }] }) : upstream(request);
  },
};
