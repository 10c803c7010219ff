import { describe, expect, test } from "vitest";
import { ada, archive, call, id, judged } from "./testing/har-cases.ts";
import { changed, dateIn, hour, type RecordedEntry, without } from "./testing/recorder-form.ts";
import { recordSession } from "./testing/third-party-hars.ts";

const one = `/users/${id}`;
const user = { id, ...ada };
const create = (options: object = {}) => call("POST", "/users", { json: ada, shown: user, ...options });
const read = (options: object = {}) => call("GET", one, { shown: user, at: 1, ...options });
const content = (text: string) => ({ response: { content: { size: 90, text } } });
const sent = (text: unknown) => ({ request: { postData: { mimeType: "application/json", text } } });
const violated = async (...entries: readonly object[]) => (await judged(archive("x", ...entries))).violated;
const wrong = { ...user, email: "somebody.else@example.org" };

describe("an answer that is not the service's is out of scope", () => {
  const gone = [create(), call("DELETE", one, { at: 5 })];
  const late = read({ at: 9 }) as RecordedEntry;
  test.each([
    ["a test answered", { entry: { _wasFulfilled: true } }],
    ["Firefox's cache", { entry: { cache: { afterRequest: null } } }],
    ["a service worker", { response: { fromServiceWorker: true } }],
    ["a page fetched ahead", { response: { fromPrefetchCache: true } }],
  ])("%s", async (_, { entry, response }: { entry?: object; response?: object }) => {
    const marked = { ...late, ...entry, response: { ...late.response, ...response } };
    expect(await violated(...gone, marked)).toEqual([]);
    expect(await violated(...gone, late)).toEqual(["deleted-is-gone"]);
  });
  test("but one by a tool that always tells of its cache is in it", async () => {
    const cache = { beforeRequest: null, afterRequest: null };
    expect(await violated(...gone, { ...late, cache })).toEqual(["deleted-is-gone"]);
  });
});

describe("what broke off by any recorder's words is no answer", () => {
  test.each([
    { response: { _errorMessage: "Response timed out" } },
    { entry: { error: "socket hang up" } },
    { entry: { _aborted: true } },
    { entry: { _wasAborted: true } },
  ])("%j", async ({ entry, response }: { entry?: object; response?: object }) => {
    const broken = read({ shown: '{"id":82' }) as RecordedEntry;
    expect(await violated({ ...broken, ...entry, response: { ...broken.response, ...response } })).toEqual([]);
  });
  test.each([{ error: null }, { error: "" }, { _aborted: false }])("%j says nothing", async (entry) => {
    expect(await violated(read({ shown: '{"id":82', entry }))).toEqual(["well-formed-json"]);
  });
});

describe("an answer without a body has none, whatever word stands there", () => {
  test.each(["null", "undefined", "None", "(empty)", "<empty>", "[no content]", "\r\n"])("%j", async (text) => {
    expect(await violated(call("DELETE", one, content(text)))).toEqual([]);
  });
  test("but a body is one", async () => {
    expect(await violated(call("DELETE", one, content('{"message":"ok"}')))).toContain("empty-when-no-content");
  });
});

describe("a text in another writing is not what was answered", () => {
  const text = JSON.stringify(user);
  const python = text.replaceAll('"', "'");
  test.each([
    text.replaceAll('"', "&quot;"),
    `[${python}]`,
    python,
    `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n${text}`,
    `5a\r\n${text}\r\n0\r\n\r\n`,
  ])("%j", async (other) => expect(await violated(read(content(other)))).toEqual([]));

  test.each<readonly [string, (shown: object) => object]>([
    ["called base64 that it is not", (shown) => ({ text: JSON.stringify(shown), encoding: "base64" })],
    ["behind a byte order mark", (shown) => ({ text: `\ufeff${JSON.stringify(shown)}` })],
    ["parsed", (shown) => ({ text: shown })],
  ])("one that can be read is judged: %s", async (_, kept) => {
    expect(await violated(create({ response: { content: kept(wrong) } }))).toEqual(["create-echoes-input"]);
    expect(await violated(create({ response: { content: kept(user) } }))).toEqual([]);
  });

  test.each([
    ["over several lines", JSON.stringify(ada, null, 2)],
    ["parsed", ada],
  ])("a request's body is judged %s", async (_, body) => {
    expect(await violated(create({ ...sent(body), shown: wrong }))).toEqual(["create-echoes-input"]);
    expect(await violated(create(sent(body)))).toEqual([]);
  });
});

describe("letters that a recorder lost were sent", () => {
  const zoe = { ...user, name: "Zoë" };
  const json = { ...ada, name: "Zoë" };
  const bare = (name: string) => ({
    request: { headers: [], postData: { mimeType: "application/json", text: JSON.stringify({ ...ada, name }) } },
  });
  test.each(["Zo?", "Zo\ufffd"])("in a request: %j", async (name) => {
    expect(await violated(create({ ...bare(name), shown: zoe }))).toEqual([]);
  });
  test("in an answer that was longer", async () => {
    const headers = { "Content-Length": String(Buffer.byteLength(JSON.stringify(zoe))) };
    expect(await violated(create({ json, shown: { ...zoe, name: "Zo?" }, headers }))).toEqual([]);
    expect(await violated(create({ json, shown: { ...zoe, name: "Zo\ufffd" } }))).toEqual([]);
  });
  test("and a service that loses them is found", async () => {
    const shown = { ...zoe, name: "Zo?" };
    expect(await violated(create({ json, shown }))).toEqual(["create-echoes-input"]);
    expect(await violated(create({ ...bare("Zo?"), shown: { ...user, name: "Zoe" } }))).toEqual([
      "create-echoes-input",
    ]);
  });
});

describe("a variable that was filled in as it was sent is not what was sent", () => {
  test.each(["{{$randomFullName}}", `$${"{name}"}`, "<<name>>", "#(name)"])("%s", async (name) => {
    const request = { headers: [], postData: { mimeType: "application/json", text: JSON.stringify({ ...ada, name }) } };
    expect(await violated(create({ request }))).toEqual([]);
    // One that was sent as it stands comes back as it stands.
    const other = { ...wrong, name };
    expect(await violated(create({ json: { ...ada, name }, shown: other }))).toEqual(["create-echoes-input"]);
  });
});

describe("what stands in a value's place is no value", () => {
  const other = (value: string) =>
    read({ headers: { Vary: "Origin", "X-Request-Id": value, "X-RateLimit-Remaining": value }, at: 4 });
  test.each(["**", "██", "XXXXXX", "[x-request-id redacted]", "REDACTED_BY_PROXY", "id-removed"])(
    "of a header: %s",
    async (value) => expect(await violated(read(), other(value), other(value))).toEqual([]),
  );
  test("a value that is only wrong is one", async () => {
    expect(await violated(read(), other("many"))).toContain("header-types");
  });

  test.each(["██████", "REMOVED_EMAIL", "[email redacted]", "email_masked"])("of an e-mail: %s", async (email) => {
    expect(await violated(create({ shown: { ...user, email } }))).toEqual([]);
  });

  test.each([
    "***",
    "<id>",
    "[ID]",
    `$${"{userId}"}`,
    "__ID__",
    "XXXX",
    "%23%23%23",
    "00000000-0000-0000-0000-000000000000",
  ])("of an id that is answered as a real one: %s", async (part) =>
    expect(await violated(call("GET", `/users/${part}`, { shown: user }))).toEqual([]),
  );
  test("an id that is none, and found, is a violation", async () => {
    for (const part of ["0", "00000"])
      expect(await violated(call("GET", `/users/${part}`, { shown: user }))).toContain("unknown-id-answers-404");
  });

  test("one e-mail for all users is none of theirs; for a few it is a fault", async () => {
    const same = (count: number) =>
      Array.from({ length: count }, (_, n) =>
        create({ at: n, shown: { ...user, id: id + n }, date: `2026-03-01T10:00:0${n}.000Z` }),
      );
    expect(await violated(...same(6))).toEqual([]);
    expect((await judged(archive("x", ...same(3)), { complete: true })).violated).toContain("email-unique-on-create");
  });
});

test("values of one name on lines of their own are several headers", async () => {
  const headers = {
    Vary: "Origin\nAccept-Encoding",
    "X-RateLimit-Remaining": "80\n80",
    "X-RateLimit-Limit": "90",
    "X-RateLimit-Reset": "1",
  };
  expect(await violated(read({ headers }))).toEqual([]);
});

describe("dates and durations of several tools", () => {
  test("some with a zone and some without are put right by the service's own", async () => {
    const entries = await recordSession(5, {}, 60);
    const mixed = (dated: boolean) =>
      changed("x", {
        entry: ({ startedDateTime }, n) => (n % 2 ? { startedDateTime: dateIn(2 * hour, "")(startedDateTime) } : {}),
        response: (response) => (dated ? {} : { headers: without(/^date$/i, response) }),
      })(entries);
    expect((await judged(mixed(true))).violated).toEqual([]);
    expect((await judged(mixed(false))).violated).toEqual([]);
  });

  test.each<readonly [string, (date: string) => unknown]>([
    ["a comma", (date) => date.replace(".", ",")],
    ["a number", (date) => Date.parse(date)],
    ["digits", (date) => String(Date.parse(date))],
    ["seconds since 1970", (date) => Date.parse(date) / 1000],
    ["the form of HTTP", (date) => new Date(date).toUTCString()],
    ["the name of a zone", (date) => `${dateIn(hour, "+01:00")(date)}[Europe/Paris]`],
  ])("a date with %s gives an order as any other does", async (_, form) => {
    const at = (ms: number) => ({ entry: { startedDateTime: form(`2026-03-01T10:00:0${ms / 1000}.000Z`) } });
    const entries = [create(at(0)), call("DELETE", one, at(3000)), read(at(7000))];
    expect(await violated(...entries)).toEqual(["deleted-is-gone"]);
    expect(await violated(...entries.slice(0, 2), read(at(3000)))).toEqual([]);
  });

  test("too long a duration leaves a create before what names its record", async () => {
    const entries = await recordSession(11, {}, 80);
    const long = changed("x", {
      entry: ({ time }) => ({ time: time * 1000, timings: { send: 0, wait: time * 1000, receive: 0 } }),
    });
    expect((await judged(long(entries), { complete: true })).violated).toEqual([]);
  });
});
