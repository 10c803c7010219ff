import { answerFault, behaviourFault, type Fault, wireFault } from "../fault.ts";
import { jsonType } from "../representation.ts";
import { isJson, withHeaders } from "../responses.ts";

const without = (response: Response, names: RegExp): Response =>
  withHeaders(response, (headers) => {
    for (const name of [...headers.keys()]) if (names.test(name)) headers.delete(name);
  });

/** Methods, media types, tokens and headers, as they were reported of another API. @see docs/public-bug-reports.md */
export const reportedHttpFaults: readonly Fault[] = [
  wireFault(
    {
      id: "answer-of-a-refusal-comes-again",
      sentence: "A read right after a 422 is given that answer once more.",
      class: "sequence",
      breaks: "documented-status",
      report: "pyre/pyre#180",
    },
    (handler) => {
      let left: Response | undefined;
      return async (request) => {
        const again = left;
        left = undefined;
        if (again !== undefined && request.method === "GET") return again;
        const response = await handler(request);
        if (response.status === 422) left = response.clone();
        return response;
      };
    },
  ),
  behaviourFault(
    {
      id: "call-after-an-email-change-answers-401",
      sentence: "The call after a change of an e-mail answers 401.",
      class: "sequence",
      breaks: "valid-token-is-accepted",
      report: "lynndylanhurley/devise_token_auth#1121",
    },
    ({ save, accountOf }) => {
      let changed = false;
      return {
        save: (store, user) => {
          changed = store.get(user.id)?.email !== user.email;
          save(store, user);
        },
        accountOf: (token, accounts, method) => {
          const refused = changed;
          changed = false;
          return refused ? undefined : accountOf(token, accounts, method);
        },
      };
    },
  ),
  wireFault(
    {
      id: "delete-with-a-content-type-answers-400",
      sentence: "A DELETE that names a media type answers 400.",
      class: "request",
      breaks: "delete-answers-204",
      report: "fastify/fastify#936",
    },
    (handler) => (request) =>
      request.method === "DELETE" && request.headers.has("content-type")
        ? new Response('{"message":"Unexpected end of body input"}', {
            status: 400,
            headers: { "content-type": jsonType },
          })
        : handler(request),
  ),
  answerFault(
    {
      id: "deletes-without-rate-headers",
      sentence: "DELETE is answered without rate-limit headers.",
      class: "rate-limit",
      breaks: "rate-headers-on-token",
      report: "Kong/kong#4379",
    },
    (response, request) => (request.method === "DELETE" ? without(response, /^x-ratelimit-/) : response),
  ),
  answerFault(
    {
      id: "errors-lack-cors",
      sentence: "Pages of other origins may read no answer of 400 and above.",
      class: "headers",
      breaks: "browsers-may-read",
      report: "apex/up#661",
    },
    (response) => (response.status >= 400 ? without(response, /^access-control-/) : response),
  ),
  answerFault(
    {
      id: "headers-missing-on-refusals",
      sentence: "404 and 422 carry none of the headers that tell browsers what not to do.",
      class: "headers",
      breaks: "header-profile",
      report: "cyberia-to/cyb#1304",
    },
    (response) => {
      const refused = response.status === 404 || response.status === 422;
      return refused
        ? without(response, /^(?:x-frame|x-content-type|x-xss|x-download|x-permitted|referrer)-/)
        : response;
    },
  ),
  behaviourFault(
    {
      id: "id-with-letters-behind-reads-the-user",
      sentence: "An id with letters behind it reads the user of the number.",
      class: "request",
      breaks: "unknown-id-answers-404",
      report: "rails/rails#54000",
    },
    ({ idIn }) => ({ idIn: (text) => idIn(text.replace(/^(\d+)[a-z].*$/i, "$1")) }),
  ),
  answerFault(
    {
      id: "json-cut-by-characters",
      sentence: "JSON with characters outside ASCII is cut: as many bytes are sent as it has characters.",
      class: "schema",
      breaks: "well-formed-json",
      report: "bestpractical/rt#419",
    },
    async (response) => {
      if (!isJson(response)) return response;
      const text = await response.text();
      const bytes = new TextEncoder().encode(text).slice(0, text.length);
      return new Response(bytes, { status: response.status, headers: response.headers });
    },
  ),
  wireFault(
    {
      id: "parallel-calls-of-a-token-answer-401",
      sentence: "Of more than two calls of a token at the same time only two are let in.",
      class: "concurrency",
      breaks: "valid-token-is-accepted",
      report: "lynndylanhurley/devise_token_auth#862",
    },
    (handler, { clock }) => {
      const waiting = new Map<string, number>();
      return async (request) => {
        const token = request.headers.get("authorization");
        if (token === null) return handler(request);
        const others = waiting.get(token) ?? 0;
        waiting.set(token, others + 1);
        await clock.sleep(20);
        waiting.set(token, (waiting.get(token) ?? 1) - 1);
        if (others < 2) return handler(request);
        const headers = new Headers(request.headers);
        headers.set("authorization", "Bearer rotated");
        return handler(new Request(request, { headers }));
      };
    },
  ),
  answerFault(
    {
      id: "preflight-without-patch",
      sentence: "A preflight allows every method but PATCH.",
      class: "headers",
      breaks: "browsers-may-read",
      report: "hudikhq/hoodik#179",
    },
    (response, request) => {
      if (request.method !== "OPTIONS") return response;
      return withHeaders(response, (headers) => headers.set("access-control-allow-methods", "GET, POST, PUT, DELETE"));
    },
  ),
  answerFault(
    {
      id: "put-answers-204",
      sentence: "PUT answers 204 without the user.",
      class: "schema",
      breaks: "documented-status",
      report: "PostgREST/postgrest#182",
    },
    (response, request) => {
      if (request.method !== "PUT" || response.status !== 200) return response;
      return without(new Response(null, { status: 204, headers: response.headers }), /^(?:content-type|etag)$/);
    },
  ),
  behaviourFault(
    {
      id: "reset-zero-when-none-is-left",
      sentence: "X-RateLimit-Reset is 0 once nothing remains.",
      class: "rate-limit",
      breaks: "reset-is-truthful",
      report: "apache/apisix#9964",
    },
    ({ rateHeaders }) => ({
      rateHeaders: (limit, decision) =>
        rateHeaders(limit, decision.remaining === 0 ? { ...decision, resetS: 0 } : decision),
    }),
  ),
  wireFault(
    {
      id: "unchanged-update-answers-404",
      sentence: "A PATCH that names only values the user has answers 404.",
      class: "sequence",
      breaks: "records-stay",
      report: "PostgREST/postgrest#1257",
    },
    (handler, { store }) =>
      async (request) => {
        const id = Number(/\/users\/(\d+)/.exec(request.url)?.[1]);
        const before = store.get(id);
        const named = request.method === "PATCH" && (await request.clone().text()).includes(":");
        const response = await handler(request);
        if (!named || response.status !== 200 || JSON.stringify(before) !== JSON.stringify(store.get(id)))
          return response;
        const refusal = new Response('{"message":"Resource not found"}', { status: 404, headers: response.headers });
        return withHeaders(refusal, (headers) => {
          headers.delete("etag");
          headers.set("cache-control", "no-cache");
        });
      },
  ),
  wireFault(
    {
      id: "writes-with-a-trailing-slash-answer-404",
      sentence: "A write with a slash at the end of its path answers 404.",
      class: "request",
      breaks: "documented-status",
      report: "honojs/hono#3272",
    },
    (handler) => (request) =>
      /^(?:GET|HEAD|OPTIONS)$/.test(request.method) || !/\/(?:\?|$)/.test(request.url)
        ? handler(request)
        : handler(new Request(request.url.replace(/\/(\?|$)/, "/none$1"), { headers: request.headers })),
  ),
];
