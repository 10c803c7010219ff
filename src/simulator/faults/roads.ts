import { answerFault, behaviourFault, type Fault, type Handler, type Tools, wireFault } from "../fault.ts";
import { userIdOf } from "../responses.ts";

/** Answers a read of a user to every caller, where the request takes some other path. */
const openRoad =
  (takes: (request: Request) => boolean, idIn: (url: string) => string | undefined) =>
  (handler: Handler, { store }: Tools): Handler =>
  async (request) => {
    const response = await handler(request);
    if (!takes(request) || response.status === 200) return response;
    const user = store.get(Number(idIn(request.url)));
    if (user === undefined) return response;
    const { id, name, email, gender, status } = user;
    const headers = new Headers(response.headers);
    headers.set("content-type", "application/json; charset=utf-8");
    return new Response(JSON.stringify({ id, name, email, gender, status }), { status: 200, headers });
  };

const anyId = (url: string) => /\/users\/(\d+)/i.exec(url)?.[1];

/** Roads beside the plain path: HEAD, method override, endings, slashes, letter case. */
export const roadFaults: readonly Fault[] = [
  wireFault(
    {
      id: "charset-hides-the-body",
      sentence: "A JSON body is read only where the media type is spelt application/json and nothing more.",
      class: "request",
      breaks: "update-echoes-named-fields",
    },
    (handler) => (request) => {
      const type = request.headers.get("content-type");
      return handler(
        type !== null && /^application\/json/i.test(type) && type !== "application/json"
          ? new Request(request.url, { method: request.method, headers: request.headers, body: "{}" })
          : request,
      );
    },
  ),
  wireFault(
    {
      id: "create-by-json-ending-needs-no-token",
      sentence: "POST to /users.json, //users or /USERS validates before it asks for a token.",
      class: "authorization",
      breaks: "no-other-road-leads-in",
    },
    (handler) => async (request) => {
      const { pathname } = new URL(request.url);
      const road = /users\.json$|\/\/users$|\/USERS$/.test(pathname);
      if (!road || request.method !== "POST" || request.headers.has("authorization")) return handler(request);
      const { headers } = await handler(request);
      return new Response('[{"field":"name","message":"can\'t be blank"}]', { status: 422, headers });
    },
  ),
  wireFault(
    {
      id: "double-slash-shows-private-users",
      sentence: "A path with two slashes shows private users to everybody.",
      class: "authorization",
      breaks: "no-other-road-leads-in",
    },
    openRoad((request) => request.method === "GET" && new URL(request.url).pathname.includes("//"), anyId),
  ),
  wireFault(
    {
      id: "form-bodies-are-not-read",
      sentence: "A form-encoded body counts as none.",
      class: "request",
      breaks: "form-bodies-are-read",
    },
    (handler) => (request) =>
      handler(
        (request.headers.get("content-type") ?? "").includes("urlencoded")
          ? new Request(request.url, { method: request.method, headers: request.headers, body: "" })
          : request,
      ),
  ),
  answerFault(
    {
      id: "head-knows-private-users",
      sentence: "HEAD answers 200 for private users of others.",
      class: "authorization",
      breaks: "no-other-road-leads-in",
    },
    (response, request, { store }) => {
      const known = store.get(Number(userIdOf(request))) !== undefined;
      return request.method === "HEAD" && response.status === 404 && known
        ? new Response(null, { status: 200, headers: response.headers })
        : response;
    },
  ),
  wireFault(
    {
      id: "json-ending-shows-private-users",
      sentence: "A path that ends in .json shows private users to everybody.",
      class: "authorization",
      breaks: "no-other-road-leads-in",
    },
    openRoad((request) => request.method === "GET" && new URL(request.url).pathname.endsWith(".json"), anyId),
  ),
  answerFault(
    {
      id: "method-override-skips-authorization",
      sentence: "A POST with X-HTTP-Method-Override changes and deletes users of others.",
      class: "authorization",
      breaks: "no-other-road-leads-in",
    },
    (response, request, { store }) => {
      const user = store.get(Number(userIdOf(request)));
      const override = request.headers.get("x-http-method-override");
      if (override !== "DELETE" && override !== "PATCH") return response;
      if (request.method !== "POST" || user === undefined) return response;
      if (override === "DELETE") store.remove(user.id);
      return new Response(null, { status: 204, headers: response.headers });
    },
  ),
  behaviourFault(
    {
      id: "negative-page-size-is-one",
      sentence: "A negative page size counts as 1.",
      class: "headers",
      breaks: "negative-pages-are-defaults",
    },
    ({ pageBounds }) => ({
      pageBounds: (query) =>
        query.get("per_page")?.startsWith("-") === true ? { ...pageBounds(query), perPage: 1 } : pageBounds(query),
    }),
  ),
  wireFault(
    {
      id: "post-to-a-user-answers-500",
      sentence: "A POST to the path of a user answers 500.",
      class: "request",
      breaks: "missing-methods-are-refused",
    },
    (handler) => (request) =>
      request.method === "POST" && /\/users\/\d+$/.test(new URL(request.url).pathname)
        ? Promise.resolve(Response.json({ message: "Internal Server Error" }, { status: 500 }))
        : handler(request),
  ),
  wireFault(
    {
      id: "preflight-is-refused",
      sentence: "A preflight request answers 404.",
      class: "request",
      breaks: "browsers-may-read",
    },
    (handler) => (request) =>
      handler(request.method === "OPTIONS" ? new Request(request.url, { method: "OPTIONS" }) : request),
  ),
  wireFault(
    {
      id: "put-on-all-users-answers-200",
      sentence: "A PUT on the list of users answers 200.",
      class: "request",
      breaks: "missing-methods-are-refused",
    },
    (handler) => (request) =>
      request.method === "PUT" && /\/users\/?$/.test(new URL(request.url).pathname)
        ? Promise.resolve(Response.json([]))
        : handler(request),
  ),
  answerFault(
    {
      id: "side-roads-answer-404",
      sentence: "HEAD, two slashes and the ending .json answer 404 for every user.",
      class: "request",
      breaks: "other-roads-answer-alike",
    },
    (response, request) => {
      const { pathname } = new URL(request.url);
      return request.method === "HEAD" || /\/\/|\.json$/.test(pathname)
        ? new Response(null, { status: 404, headers: response.headers })
        : response;
    },
  ),
  answerFault(
    {
      id: "unknown-path-answers-200",
      sentence: "A path that no resource has answers 200 with the front page.",
      class: "request",
      breaks: "unknown-paths-answer-404",
    },
    (response) => {
      const page = response.status === 404 && (response.headers.get("content-type") ?? "").startsWith("text/html");
      return page ? new Response(response.body, { status: 200, headers: response.headers }) : response;
    },
  ),
  wireFault(
    {
      id: "upper-case-path-shows-private-users",
      sentence: "A path in capitals shows private users to everybody.",
      class: "authorization",
      breaks: "no-other-road-leads-in",
    },
    openRoad((request) => request.method === "GET" && request.url.includes("/USERS"), anyId),
  ),
  answerFault(
    {
      id: "xml-cuts-names",
      sentence: "In XML a name ends before its first blank.",
      class: "schema",
      breaks: "xml-shows-the-user",
    },
    async (response) => {
      if (!(response.headers.get("content-type") ?? "").includes("xml")) return response;
      const text = (await response.text()).replaceAll(/(<name>[^< ]*) [^<]*/g, "$1");
      return new Response(text, { status: response.status, headers: response.headers });
    },
  ),
  answerFault(
    {
      id: "xml-lists-lack-status",
      sentence: "In XML a list shows no status.",
      class: "schema",
      breaks: "xml-says-the-same",
    },
    async (response) => {
      if (!(response.headers.get("content-type") ?? "").includes("xml")) return response;
      const text = await response.text();
      const shown = text.includes("<objects") ? text.replaceAll(/<status>[^<]*<\/status>/g, "") : text;
      return new Response(shown, { status: response.status, headers: response.headers });
    },
  ),
];
