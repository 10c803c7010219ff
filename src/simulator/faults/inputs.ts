import { behaviourFault, type Fault, wireFault } from "../fault.ts";
import { readBody } from "../input.ts";

const failure = (): Response =>
  new Response('{"message":"Internal Server Error"}', {
    status: 500,
    headers: { "content-type": "application/json; charset=utf-8", "x-runtime": "0.004000" },
  });

/** Fails on some texts in one place of a list's query. */
const listFails = (info: Pick<Fault, "id" | "sentence">, name: string, on: (text: string) => boolean): Fault =>
  wireFault({ ...info, class: "schema", breaks: "no-server-error" }, (handler) => (request) => {
    const text = new URL(request.url).searchParams.get(name);
    return request.method === "GET" && text !== null && on(text) ? failure() : handler(request);
  });

/** Fails on some ids, as they stand in the path. */
const idFails = (info: Pick<Fault, "id" | "sentence">, on: (text: string) => boolean): Fault =>
  wireFault({ ...info, class: "schema", breaks: "no-server-error" }, (handler) => (request) => {
    const text = /\/users\/([^/?]+)/.exec(request.url)?.[1];
    return text !== undefined && on(text) ? failure() : handler(request);
  });

/** Input in which only a tester puts such values. */
export const inputFaults: readonly Fault[] = [
  behaviourFault(
    {
      id: "id-beyond-32-bits-wraps",
      sentence: "Of an id only the lower 32 bits count, so that a user has many.",
      class: "request",
      breaks: "read-answers-the-id-asked",
    },
    ({ idIn }) => ({ idIn: (text) => (/^\d{1,15}$/.test(text) ? idIn(String(Number(text) % 2 ** 32)) : idIn(text)) }),
  ),
  idFails(
    { id: "id-of-another-script-answers-500", sentence: "An id with a character outside ASCII answers 500." },
    (text) => /%[c-f]/i.test(text),
  ),
  behaviourFault(
    {
      id: "id-sign-is-ignored",
      sentence: "A user is found under its id with a minus as well.",
      class: "request",
      breaks: "unknown-id-answers-404",
    },
    ({ idIn }) => ({ idIn: (text) => idIn(text.replace(/^-/, "")) }),
  ),
  idFails({ id: "id-with-nul-answers-500", sentence: "An id with a NUL answers 500." }, (text) => text.includes("%00")),
  wireFault(
    {
      id: "malformed-json-answers-500",
      sentence: "A create whose body is cut short answers 500.",
      class: "schema",
      breaks: "no-server-error",
    },
    (handler) => async (request) => {
      if (request.method !== "POST") return handler(request);
      const body = readBody(request.headers.get("content-type"), await request.clone().text());
      return body.kind === "malformed" ? failure() : handler(request);
    },
  ),
  listFails({ id: "page-of-letters-answers-500", sentence: "A page that is no number answers 500." }, "page", (text) =>
    /[a-z]/i.test(text),
  ),
  listFails(
    { id: "page-size-beyond-32-bits-answers-500", sentence: "A page size beyond 32 bits answers 500." },
    "per_page",
    (text) => Number(text) >= 2 ** 31,
  ),
  behaviourFault(
    {
      id: "page-size-of-200-is-cut-to-100",
      sentence: "A page size of 200 and more counts as 100, though one of 101 counts as none.",
      class: "headers",
      breaks: "page-holds-limit",
    },
    ({ pageBounds }) => ({
      pageBounds: (query) => {
        const bounds = pageBounds(query);
        return Number(query.get("per_page")) >= 200 ? { ...bounds, perPage: 100 } : bounds;
      },
    }),
  ),
  listFails({ id: "page-size-zero-answers-500", sentence: "A page size of 0 answers 500." }, "per_page", (text) =>
    /^0+$/.test(text),
  ),
  listFails({ id: "page-zero-answers-500", sentence: "Page 0 answers 500." }, "page", (text) => /^0+$/.test(text)),
];
