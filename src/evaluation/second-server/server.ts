// A second server of Go REST's users, written from docs/facts.md alone, without a look at the simulator and in another style.
// Faults are planted in it to measure the contract on a server that it was not written beside.
import { createHash, randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import { readBody, toXml, Unreadable, wantsXml } from "./formats.ts";
import * as users from "./users.ts";

export type Token = { token: string; account: string; limit: number };
type Bucket = { left: number; at: number };
type SecondServer = { fetch: (request: Request) => Promise<Response> };
type SecondServerOptions = {
  tokens: Token[];
  publicUsers?: number;
  now?: () => number;
  sleep?: (milliseconds: number) => Promise<void>;
};

const BASE = "/public/v2/users";
const LONGEST_DELAY = 5000;
const PAGE_NOT_FOUND =
  '<!DOCTYPE html><html><head><meta charset="utf-8" /><title>Page Not Found | GO REST</title></head><body></body></html>';
const EXPOSED = [
  "X-Pagination-Total, X-Pagination-Pages, X-Pagination-Page, X-Pagination-Limit, X-Links-Current, X-Links-Next",
  "X-Links-Previous, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Location, ETag",
].join(", ");

export function createSecondServer(options: SecondServerOptions): SecondServer {
  const now = options.now ?? Date.now;
  const sleep =
    options.sleep ?? ((milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds)));
  const buckets = new Map<string, Bucket>();
  users.seed(options.publicUsers ?? 230);

  // The bucket of facts 7.5: Remaining is what was left at the call before, Reset the time until the bucket is full.
  function take(token: Token, headers: Headers): boolean {
    const time = now();
    const bucket = buckets.get(token.token) ?? { left: token.limit, at: time };
    buckets.set(token.token, bucket);
    const refill = Math.floor(((time - bucket.at) * token.limit) / 60_000);
    const available = Math.min(token.limit, bucket.left + refill);
    headers.set("X-RateLimit-Limit", String(token.limit));
    if (available < 1) {
      headers.set("X-RateLimit-Remaining", "0");
      headers.set("X-RateLimit-Reset", String(Math.max(1, Math.floor(((token.limit - available) * 60) / token.limit))));
      return false;
    }
    headers.set("X-RateLimit-Remaining", String(bucket.left));
    bucket.left = available - 1;
    bucket.at = time;
    headers.set("X-RateLimit-Reset", String(Math.floor(((token.limit - bucket.left + 1) * 60) / token.limit)));
    return true;
  }

  function credential(request: Request, url: URL): string | null {
    const header = request.headers.get("authorization") ?? "";
    const match = /^Bearer +(\S+)$/i.exec(header.trim());
    if (match !== null) {
      return match[1] ?? null;
    }
    return url.searchParams.get("access-token") || null;
  }

  function commonHeaders(request: Request, headers: Headers, started: number): void {
    headers.set("Vary", "Origin");
    headers.set("X-Request-Id", randomUUID());
    headers.set("X-Runtime", ((performance.now() - started) / 1000).toFixed(6));
    headers.set("X-Frame-Options", "SAMEORIGIN");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-XSS-Protection", "0");
    headers.set("X-Download-Options", "noopen");
    headers.set("X-Permitted-Cross-Domain-Policies", "none");
    headers.set("Referrer-Policy", "strict-origin-when-cross-origin");
    if (request.headers.has("origin")) {
      headers.set("Access-Control-Allow-Origin", "*");
      headers.set("Access-Control-Expose-Headers", EXPOSED);
    }
  }

  function answer(
    request: Request,
    status: number,
    value: object | string | null,
    headers: Headers,
    xml: boolean,
  ): Response {
    headers.set("Cache-Control", status === 200 || status === 201 ? "max-age=0, private, must-revalidate" : "no-cache");
    if (value === null) {
      return new Response(null, { status: status, headers: headers });
    }
    let text: string;
    if (typeof value === "string") {
      text = value;
      headers.set("Content-Type", "text/html; charset=utf-8");
    } else if (xml) {
      text = toXml(value);
      headers.set("Content-Type", "application/xml; charset=utf-8");
    } else {
      text = JSON.stringify(value);
      headers.set("Content-Type", "application/json; charset=utf-8");
    }
    if (status === 200 || status === 201) {
      const etag = `W/"${createHash("sha256").update(text).digest("hex").slice(0, 32)}"`;
      headers.set("ETag", etag);
      if (isCurrent(request, etag)) {
        headers.delete("Content-Type");
        return new Response(null, { status: 304, headers: headers });
      }
    }
    headers.set("Content-Length", String(Buffer.byteLength(text)));
    return new Response(request.method === "HEAD" ? null : text, { status: status, headers: headers });
  }

  function isCurrent(request: Request, etag: string): boolean {
    const known = request.headers.get("if-none-match");
    if (known === null || (request.method !== "GET" && request.method !== "HEAD")) {
      return false;
    }
    for (const part of known.split(",")) {
      if (part.trim() === "*" || part.trim().replace(/^W\//, "") === etag.replace(/^W\//, "")) {
        return true;
      }
    }
    return false;
  }

  function listHeaders(url: URL, page: users.Page, headers: Headers): void {
    const base = `${url.origin}${BASE}`;
    headers.set("X-Pagination-Total", String(page.total));
    headers.set("X-Pagination-Pages", String(page.pages));
    headers.set("X-Pagination-Page", String(page.page));
    headers.set("X-Pagination-Limit", String(page.limit));
    headers.set("X-Links-Current", `${base}?page=${page.page}`);
    headers.set("X-Links-Next", page.page < page.pages ? `${base}?page=${page.page + 1}` : "");
    headers.set("X-Links-Previous", page.page > 1 ? `${base}?page=${page.page - 1}` : "");
  }

  async function collection(request: Request, url: URL, caller: Token | null, headers: Headers, xml: boolean) {
    if (request.method === "GET" || request.method === "HEAD") {
      const page = users.list(url.searchParams, caller?.account ?? null);
      listHeaders(url, page, headers);
      return answer(request, 200, page.users, headers, xml);
    }
    if (request.method !== "POST") {
      return answer(request, 404, PAGE_NOT_FOUND, headers, false);
    }
    if (caller === null) {
      return answer(request, 401, { message: "Authentication failed" }, headers, xml);
    }
    const fields = users.clean(await readBody(request));
    const errors = users.validate(fields, undefined);
    if (errors.length > 0) {
      return answer(request, 422, errors, headers, xml);
    }
    const user = users.insert(fields, caller.account);
    headers.set("Location", `${url.origin}${BASE}/${user.id}`);
    return answer(request, 201, user, headers, xml);
  }

  async function item(request: Request, id: string, caller: Token | null, headers: Headers, xml: boolean) {
    if (!["GET", "HEAD", "PUT", "PATCH", "DELETE"].includes(request.method)) {
      return answer(request, 404, PAGE_NOT_FOUND, headers, false);
    }
    const row = users.find(id, caller?.account ?? null);
    if (row === undefined) {
      return answer(request, 404, { message: "Resource not found" }, headers, xml);
    }
    if (request.method === "GET" || request.method === "HEAD") {
      return answer(request, 200, row.user, headers, xml);
    }
    if (caller === null) {
      return answer(request, 401, { message: "Authentication failed" }, headers, xml);
    }
    if (request.method === "DELETE") {
      users.remove(row);
      return answer(request, 204, null, headers, xml);
    }
    const fields = users.clean(await readBody(request));
    const errors = users.validate(fields, row);
    if (errors.length > 0) {
      return answer(request, 422, errors, headers, xml);
    }
    return answer(request, 200, users.update(row, fields), headers, xml);
  }

  async function route(request: Request, url: URL, caller: Token | null, headers: Headers): Promise<Response> {
    const path = url.pathname.replace(/\/{2,}/g, "/").replace(/\/$/, "");
    const ending = /\.(json|xml)$/.exec(path)?.[0] ?? "";
    const plain = ending === "" ? path : path.slice(0, -ending.length);
    const xml = wantsXml(ending, request.headers.get("accept"));
    if (plain !== BASE && !plain.startsWith(`${BASE}/`)) {
      return answer(request, 404, PAGE_NOT_FOUND, headers, false);
    }
    if (request.method === "OPTIONS") {
      headers.set("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE, OPTIONS, HEAD");
      headers.set("Access-Control-Allow-Headers", request.headers.get("access-control-request-headers") ?? "*");
      return answer(request, 204, null, headers, xml);
    }
    if (request.method === "DELETE" && ending === ".xml") {
      return answer(request, 400, { message: "Bad request" }, headers, true);
    }
    try {
      if (plain === BASE) {
        return await collection(request, url, caller, headers, xml);
      }
      const id = plain.slice(BASE.length + 1);
      if (id.includes("/")) {
        return answer(request, 404, PAGE_NOT_FOUND, headers, false);
      }
      return await item(request, id, caller, headers, xml);
    } catch (error) {
      if (error instanceof Unreadable) {
        return answer(request, 400, { message: "Malformed body" }, headers, xml);
      }
      throw error;
    }
  }

  async function handle(request: Request): Promise<Response> {
    const started = performance.now();
    const url = new URL(request.url);
    const headers = new Headers();
    const given = credential(request, url);
    const caller = options.tokens.find((token) => token.token === given) ?? null;

    const forced = url.searchParams.get("force_status") ?? "";
    if (/^[45][0-9]{2}$/.test(forced) && STATUS_CODES[forced] !== undefined) {
      const phrase = forced === "422" ? "Unprocessable Content" : STATUS_CODES[forced];
      if (caller !== null) {
        take(caller, headers);
      }
      headers.set("X-Simulated-Status", forced);
      commonHeaders(request, headers, started);
      return answer(
        request,
        Number(forced),
        { message: `Simulated ${forced} ${phrase}`, simulated: true },
        headers,
        false,
      );
    }

    const delay = url.searchParams.get("delay") ?? "";
    if (/^[0-9]+$/.test(delay) && Number(delay) > 0) {
      const wait = Math.min(Number(delay), LONGEST_DELAY);
      headers.set("X-Simulated-Delay-Ms", String(wait));
      await sleep(wait);
    }

    commonHeaders(request, headers, started);
    const xml = wantsXml(url.pathname.endsWith(".xml") ? ".xml" : "", request.headers.get("accept"));
    if (given !== null && caller === null) {
      return answer(request, 401, { message: "Invalid token" }, headers, xml);
    }
    if (caller !== null && !take(caller, headers)) {
      return answer(request, 429, { message: "Too many requests" }, headers, xml);
    }
    return route(request, url, caller, headers);
  }

  return { fetch: handle };
}
