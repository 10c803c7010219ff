import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { FetchHandler } from "../../../src/client/http/fetch-adapter.ts";

/** An answer that is not the service's. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a box does in place of passing a request on and its answer back. */
export type Deed =
  | { readonly do: "answer"; readonly reply: Reply }
  /** The service acts, and its answer is replaced. */
  | { readonly do: "answer after the act"; readonly reply: Reply }
  /** The service gets it twice, and its second answer is passed on. */
  | { readonly do: "pass on twice" }
  | { readonly do: "break off" }
  | { readonly do: "break off after the act" };

/** One habit of a box: what it does, and to which requests. */
export interface Habit {
  readonly deed: Deed;
  /** @param count of this request, from 1 */
  readonly to: (count: number, request: { readonly method: string; readonly url: string }) => boolean;
}

export const ray = "9d1f2a3b4c5d6e7f";
const cloudflare = { server: "cloudflare", "cf-ray": `${ray}-FRA` };
const html = { "content-type": "text/html; charset=utf-8" };
const json = { "content-type": "application/json; charset=utf-8" };
const pageOf = (title: string) =>
  `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body>${title}</body></html>`;
const waitFor = (seconds: number | undefined): Readonly<Record<string, string>> =>
  seconds === undefined ? {} : { "retry-after": String(seconds) };

/** Replies of the kinds that stand before real services. */
export const replies = {
  /** What Cloudflare sends to clients that accept JSON. */
  cloudflareJson: (status: number, code: number, retryAfterS?: number): Reply => ({
    status,
    headers: { ...json, ...cloudflare, ...waitFor(retryAfterS) },
    body: JSON.stringify({
      title: `Error ${code}`,
      status,
      error_code: code,
      ray_id: ray,
      cloudflare_error: true,
      ...(retryAfterS === undefined ? {} : { retryable: true, retry_after: retryAfterS }),
    }),
  }),
  cloudflareText: (status: number, code: number): Reply => ({
    status,
    headers: { "content-type": "text/plain; charset=UTF-8", ...cloudflare },
    body: `error code: ${code}`,
  }),
  challenge: (): Reply => ({
    status: 403,
    headers: { ...html, ...cloudflare, "cf-mitigated": "challenge" },
    body: pageOf("Just a moment..."),
  }),
  page: (status: number, title: string, retryAfterS?: number): Reply => ({
    status,
    headers: { ...html, ...waitFor(retryAfterS) },
    body: pageOf(title),
  }),
  empty: (status: number): Reply => ({ status, headers: {}, body: "" }),
  json: (status: number, body: unknown): Reply => ({ status, headers: json, body: JSON.stringify(body) }),
  redirect: (status: number, location: string): Reply => ({ status, headers: { location }, body: "" }),
} as const;

export const answer = (reply: Reply): Deed => ({ do: "answer", reply });

/** Which requests a habit is for. */
export const always = () => true;
export const after = (requests: number) => (count: number) => count > requests;
export const every = (nth: number) => (count: number) => count % nth === 0;
export const writes = (_: number, { method }: { readonly method: string }) => method !== "GET" && method !== "HEAD";

const responseOf = ({ status, headers, body }: Reply): Response =>
  new Response(status === 204 || status === 304 ? null : body, { status, headers });

const brokenOff = () =>
  new TypeError("fetch failed", { cause: Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }) });

/** A box in process: a handler before a handler. */
export const middleBox = ({ deed, to }: Habit, upstream: FetchHandler): FetchHandler => {
  let count = 0;
  return async (request) => {
    if (!to(++count, request)) return upstream(request);
    if (deed.do === "pass on twice") {
      await upstream(request.clone());
      return upstream(request);
    }
    if (deed.do === "answer after the act" || deed.do === "break off after the act") await upstream(request);
    if ("reply" in deed) return responseOf(deed.reply);
    throw brokenOff();
  };
};

const bodyOf = async (incoming: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  return chunks.length === 0 ? undefined : Buffer.concat(chunks);
};

const passOn = async (handler: FetchHandler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
  const body = await bodyOf(incoming);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers))
    if (value !== undefined && name !== "content-length") headers.set(name, String(value));
  const request = new Request(`http://${incoming.headers.host}${incoming.url}`, {
    method: incoming.method ?? "GET",
    headers,
    ...(body === undefined ? {} : { body: new Uint8Array(body) }),
  });
  const response = await handler(request);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
};

/** A box on a port of loopback. */
export interface BoxOnPort {
  /** Base URL of what stands behind it. */
  readonly url: string;
  /** Requests that came in. */
  readonly requests: () => number;
  close(): Promise<void>;
}

export interface OnPortOptions {
  /** How long an idle connection is kept, ms. Default: Node's own. */
  readonly idleMs?: number;
  /** Ends each connection once an answer is out, without having said so. */
  readonly closes?: "at once" | "with an end";
}

/** Puts a handler, such as a {@link middleBox}, on a port; a call of it that fails is a reset connection. */
export const boxOnPort = async (handler: FetchHandler, options: OnPortOptions = {}): Promise<BoxOnPort> => {
  let count = 0;
  const server = createServer((incoming, outgoing) => {
    count++;
    const { socket } = incoming;
    if (options.closes !== undefined)
      outgoing.on("finish", () => (options.closes === "at once" ? setImmediate(() => socket.destroy()) : socket.end()));
    passOn(handler, incoming, outgoing).catch(() => socket.resetAndDestroy());
  });
  if (options.idleMs !== undefined) server.keepAliveTimeout = options.idleMs;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // Listening on a port, its address is of this form.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/public/v2`,
    requests: () => count,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
