import { type Fault, wireFault } from "../fault.ts";

/** What a proxy shows when the application behind it has crashed: nothing in it is the application's own. */
const page = (status: number): Response =>
  new Response("<html><body><center>nginx</center></body></html>", {
    status,
    headers: { "content-type": "text/html", server: "nginx" },
  });

/** The name a write brings, where it brings one. */
const nameIn = async (request: Request): Promise<string> => {
  const text = request.method === "GET" || request.method === "DELETE" ? "" : await request.clone().text();
  return /"name":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? "";
};

/** Input that the application does not survive, so that whatever stands before it answers. */
export const crashFaults: readonly Fault[] = [
  wireFault(
    {
      id: "conditional-read-shows-a-page",
      sentence: "A request with If-None-Match crashes the application: a proxy answers with its 502 page.",
      class: "schema",
      breaks: "no-server-error",
    },
    (handler) => (request) => (request.headers.has("if-none-match") ? page(502) : handler(request)),
  ),
  wireFault(
    {
      id: "long-name-breaks-the-connection",
      sentence: "A write with a name of more than 150 characters gets no answer: its connection is closed.",
      class: "schema",
      breaks: "no-server-error",
    },
    (handler) => async (request) => {
      if ((await nameIn(request)).length > 150) throw new TypeError("connection closed");
      return handler(request);
    },
  ),
  wireFault(
    {
      id: "non-ascii-create-shows-a-page",
      sentence: "A create with a name outside ASCII crashes the application: a proxy answers with its 502 page.",
      class: "schema",
      breaks: "no-server-error",
    },
    (handler) => async (request) => {
      const crashes = request.method === "POST" && /[^\x20-\x7e]/.test(await nameIn(request));
      return crashes ? page(502) : handler(request);
    },
  ),
  wireFault(
    {
      id: "two-filters-time-out",
      sentence: "A list by gender and status takes the application so long that a proxy answers with its 504 page.",
      class: "schema",
      breaks: "no-server-error",
    },
    (handler) => (request) => {
      const { searchParams } = new URL(request.url);
      return searchParams.has("gender") && searchParams.has("status") ? page(504) : handler(request);
    },
  ),
];
