import { createHash } from "node:crypto";
import type { BenignVariant } from "../fault.ts";
import { withBody, withHeaders } from "../responses.ts";
import type { StoredUser } from "../store.ts";

/** The same content in another form: bodies, statuses, headers. */
export const presentationVariants: readonly BenignVariant[] = [
  {
    id: "collection-405",
    sentence: "A method the collection does not have answers 405 with Allow, as documented since 2026.",
    wrap: (handler) => async (request) => {
      const response = await handler(request);
      const { pathname } = new URL(request.url);
      if (response.status !== 404 || !/\/users\/?$/.test(pathname)) return response;
      if (response.headers.has("x-simulated-status")) return response;
      const headers = new Headers(response.headers);
      headers.set("content-type", "application/json; charset=utf-8");
      headers.set("allow", "GET, HEAD, POST");
      return new Response('{"message":"Method Not Allowed"}', { status: 405, headers });
    },
  },
  {
    id: "cors",
    sentence: "Answers carry CORS headers.",
    wrap: (handler) => async (request) =>
      withHeaders(await handler(request), (headers) => {
        headers.set("access-control-allow-origin", "*");
        headers.set("access-control-expose-headers", "X-Pagination-Total, X-RateLimit-Remaining");
      }),
  },
  {
    id: "date-headers",
    sentence: "Answers carry Date, Last-Modified and Expires.",
    wrap:
      (handler, { clock }) =>
      async (request) =>
        withHeaders(await handler(request), (headers) => {
          const now = new Date(clock.wallMs()).toUTCString();
          headers.set("date", now);
          if (request.method === "GET") headers.set("last-modified", now);
          headers.set("expires", "Thu, 01 Jan 1970 00:00:00 GMT");
        }),
  },
  {
    id: "email-uniqueness-any-case",
    sentence: "E-mails that differ only in letter case are the same.",
    policy: (correct) => ({
      ...correct,
      isTaken: (store, email, self) => store.withEmail(email).some((user) => user.id !== self),
    }),
  },
  {
    id: "email-uniqueness-per-account",
    sentence: "An e-mail may be used once in each account.",
    policy: (correct) => ({
      ...correct,
      isTaken: (store, email, self, caller) =>
        store
          .withEmail(email)
          .some(
            (user) =>
              user.email === email && user.id !== self && (user.owner === undefined || user.owner === caller.account),
          ),
    }),
  },
  {
    id: "escaped-json",
    sentence: "JSON escapes every character outside ASCII.",
    policy: (correct) => ({
      ...correct,
      write: (value) =>
        correct
          .write(value)
          .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
    }),
  },
  {
    id: "extra-headers",
    sentence: "Answers carry optional headers that are not documented.",
    wrap: (handler) => async (request) =>
      withHeaders(await handler(request), (headers) => {
        headers.set("strict-transport-security", "max-age=63072000");
        headers.set("x-served-by", "app-3");
        headers.append("link", '<https://gorest.co.in/docs>; rel="service-doc"');
        headers.set("alt-svc", 'h3=":443"; ma=86400');
        headers.set("server-timing", "db;dur=3.1");
        headers.append("set-cookie", "_session=1; path=/; HttpOnly");
      }),
  },
  {
    id: "full-links",
    sentence: "Links keep the filters and per_page.",
    policy: (correct) => ({
      ...correct,
      links: (url, page, lastPage, query) => {
        const at = (other: number) => {
          const kept = new URLSearchParams(query);
          kept.delete("access-token");
          kept.set("page", String(other));
          return `${url}?${kept}`;
        };
        return {
          current: at(page),
          next: page < lastPage ? at(page + 1) : "",
          previous: page > 1 ? at(page - 1) : "",
        };
      },
    }),
  },
  {
    id: "gateway-rewrites-headers",
    sentence: "A gateway takes away X-Runtime, adds to Vary and Cache-Control, and sets security headers of its own.",
    wrap: (handler) => async (request) =>
      withHeaders(await handler(request), (headers) => {
        headers.delete("x-runtime");
        headers.append("vary", "Accept-Encoding");
        headers.set("cache-control", `${headers.get("cache-control")}, no-transform`);
        headers.set("x-xss-protection", "1; mode=block");
        headers.set("referrer-policy", "same-origin");
        headers.append("x-frame-options", "DENY");
        headers.set("via", "1.1 edge");
      }),
  },
  {
    id: "huge-ids",
    sentence: "Ids lie above 2^31 and have gaps.",
    settings: { firstId: 3_000_000_000 },
    policy: (correct) => ({
      ...correct,
      nextId: (store, random) => correct.nextId(store, random) + Math.floor(random() * 1_000_000),
    }),
  },
  {
    id: "malformed-json-401",
    sentence: "Malformed JSON answers 401, as one suite of 2025 saw it.",
    wrap: (handler) => async (request) => {
      const response = await handler(request);
      if (response.status !== 400 || response.headers.has("x-simulated-status")) return response;
      return withBody(
        new Response("", { status: 401, headers: response.headers }),
        '{"message":"Authentication failed"}',
      );
    },
  },
  {
    id: "never-304",
    sentence: "ETag is there, but If-None-Match always gets the full answer.",
    policy: (correct) => ({ ...correct, isCurrent: () => false }),
  },
  {
    id: "no-edge-headers",
    sentence: "There are no Server and Cloudflare headers.",
    wrap: (handler) => async (request) =>
      withHeaders(await handler(request), (headers) => {
        for (const name of ["server", "cf-cache-status", "feature-policy"]) headers.delete(name);
      }),
  },
  {
    id: "no-etag",
    sentence: "There is no ETag and no 304.",
    policy: (correct) => ({ ...correct, etag: () => undefined }),
  },
  {
    id: "no-location",
    sentence: "A create carries no Location.",
    policy: (correct) => ({ ...correct, location: () => undefined }),
  },
  {
    id: "no-security-headers",
    sentence: "There are no security headers, no X-Request-Id, no Vary, and nothing may be stored.",
    wrap: (handler) => async (request) =>
      withHeaders(await handler(request), (headers) => {
        for (const name of [...headers.keys()])
          if (/^(x-(frame|content-type|download|permitted|xss|request)|referrer|feature|vary)/.test(name))
            headers.delete(name);
        headers.set("cache-control", "no-store");
      }),
  },
  {
    id: "other-cache-control-form",
    sentence: "Cache-Control has its directives in another order and letter case.",
    policy: (correct) => ({
      ...correct,
      cacheControl: (status) =>
        status < 300 && status !== 204
          ? "Private,Must-Revalidate,Max-Age=0"
          : correct.cacheControl(status).toUpperCase(),
    }),
  },
  {
    id: "other-key-order",
    sentence: "JSON keys come in another order, the same everywhere.",
    policy: (correct) => {
      const show = ({ status, gender, email, name, id }: StoredUser) => ({ status, gender, email, name, id });
      return { ...correct, showUser: show, showCreated: show, showRow: show, showUpdated: show };
    },
  },
  {
    id: "plain-json-type",
    sentence: "The media type is application/json without a charset.",
    wrap: (handler) => async (request) =>
      withHeaders(await handler(request), (headers) => {
        if (headers.get("content-type")?.startsWith("application/json"))
          headers.set("content-type", "application/json");
      }),
  },
  {
    id: "plain-paths-only",
    sentence: "There are no roads beside the plain path: endings, two slashes and HEAD are refused, preflights too.",
    wrap: (handler) => async (request) => {
      const { pathname } = new URL(request.url);
      if (request.method === "HEAD" || request.method === "OPTIONS") return new Response(null, { status: 405 });
      if (!/\.(json|xml)$|\/\//.test(pathname)) return handler(request);
      const { headers } = await handler(
        new Request(new URL("/no-such-path", request.url), { headers: request.headers }),
      );
      return new Response("<!DOCTYPE html><title>Page Not Found</title>", { status: 404, headers });
    },
  },
  {
    id: "pretty-printed",
    sentence: "JSON is written with line breaks and blanks.",
    policy: (correct) => ({ ...correct, write: (value) => `${JSON.stringify(value, null, 2)}\n` }),
  },
  {
    id: "strong-etag",
    sentence: "ETag is a strong one by another formula.",
    policy: (correct) => ({
      ...correct,
      etag: (body) => `"${createHash("md5").update(body).digest("base64url")}"`,
    }),
  },
  {
    id: "trims-values",
    sentence: "Outer blanks of names and e-mails are cut off.",
    policy: (correct) => ({ ...correct, normalise: (field, value) => correct.normalise(field, value.trim()) }),
  },
  {
    id: "unsupported-media-type-415",
    sentence: "A write that is not JSON answers 415, as documented since 2026.",
    wrap: (handler) => async (request) => {
      const type = request.headers.get("content-type");
      const writes = request.method === "POST" || request.method === "PUT" || request.method === "PATCH";
      if (!writes || type === null || /json/i.test(type)) return handler(request);
      // Whoever may write at all is refused before anything is written: an empty update stands for what was sent.
      const headers = new Headers(request.headers);
      headers.set("content-type", "application/json");
      const response = await handler(new Request(request.url, { method: request.method, headers, body: "{}" }));
      if (response.status !== 422 && response.status !== 200) return response;
      return withBody(
        new Response("", { status: 415, headers: response.headers }),
        '{"message":"Unsupported Media Type"}',
      );
    },
  },
];
