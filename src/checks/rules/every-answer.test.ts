import { STATUS_CODES } from "node:http";
import { describe, expect, test } from "vitest";
import { rules as allRules } from "../rules.ts";
import {
  badGateway,
  created,
  deleted,
  fieldsOf,
  invalidToken,
  json,
  listed,
  make,
  message,
  notFound,
  type Parts,
  shown,
  type TestHistory,
  testHistory,
  unprocessable,
  userOf,
  withBody,
  withHeaders,
} from "../testing/history.ts";
import { invalidInputIsRefused } from "./validation.ts";

const clauses: readonly string[] = ["every answer", "lists", "identity"];
const rules = allRules.filter(({ clause }) => clauses.includes(clause));
const fresh = () => testHistory(rules);
const user = userOf(7);

/** Asks once and says what was broken. */
const once = (line: string, parts: Parts, body?: unknown, headers?: { readonly [name: string]: string }) =>
  fresh().ask(line, body, headers).gives(parts);

describe("documented-status", () => {
  test.each([
    ["a create answered 200", "A POST /users", shown(user), fieldsOf(user)],
    ["a create answered 202", "A POST /users", json(202, user), fieldsOf(user)],
    ["a create answered 409", "A POST /users", message(409, "Conflict"), fieldsOf(user)],
    ["a create answered 400", "A POST /users", message(400, "Bad Request"), fieldsOf(user)],
    ["a create of nothing answered 400", "A POST /users", message(400, "Bad Request"), {}],
    ["a list answered 404", "A GET /users?page=99", message(404, "Resource not found"), undefined],
    ["a list answered 422", "A GET /users?gender=x", unprocessable(["gender", "is invalid"]), undefined],
    ["a list answered 206", "A GET /users", json(206, []), undefined],
    ["a read answered 400", "A GET /users/abc", message(400, "Bad Request"), undefined],
    ["a read answered 410", "A GET /users/7", message(410, "Gone"), undefined],
    ["a read answered 403", "A GET /users/7", message(403, "Forbidden"), undefined],
    ["a read answered 301", "A GET /users/7", { status: 301, body: "", headers: { location: "/" } }, undefined],
    ["a read answered 204", "A GET /users/7", deleted, undefined],
    ["an update answered 204", "A PATCH /users/7", deleted, { name: "x" }],
    ["an update answered 201", "A PUT /users/7", created(user), { name: "x" }],
    ["a delete answered 200 with a body", "A DELETE /users/7", shown(user), undefined],
    ["a delete answered 202", "A DELETE /users/7", json(202, {}), undefined],
    ["a 304 that nobody asked for", "A GET /users/7", { status: 304, body: "", headers: {} }, undefined],
    ["a list refused to the anonymous", "anonymous GET /users", invalidToken, undefined],
    ["a read refused to the anonymous", "anonymous GET /users/5", invalidToken, undefined],
  ] as const)("%s is named", (_, line, parts, body) => {
    expect(once(line, parts, body)).toContain("documented-status");
  });
});

describe("no-server-error", () => {
  test.each([
    [500, message(500, "Internal Server Error")],
    [500, { status: 500, body: "<html>We're sorry</html>", headers: { "content-type": "text/html" } }],
    [501, message(501, "Not Implemented")],
    [503, message(503, "Service Unavailable")],
  ] as const)("a %i of the application is named", (_, parts) => {
    expect(once("A POST /users", parts, fieldsOf(userOf(7, { name: "é" })))).toContain("no-server-error");
  });

  test("a gateway's 502 is inconclusive", () => {
    const history = fresh();
    expect(history.ask("A GET /users").gives(badGateway)).toEqual([]);
    expect(history.verdict("no-server-error")).toMatchObject({ kind: "inconclusive", inconclusive: 1 });
  });
});

describe("media-type, well-formed-json and body-schema", () => {
  const labelled = (type: string | undefined, parts: Parts) => withHeaders(parts, { "content-type": type });
  test.each([
    ["a 404 page in HTML", "media-type", { ...notFound, body: "<html>", headers: { "content-type": "text/html" } }],
    ["JSON labelled as text", "media-type", labelled("text/plain; charset=utf-8", shown(user))],
    ["JSON without a label", "media-type", labelled(undefined, shown(user))],
    ["a problem document", "media-type", labelled("application/problem+json", notFound)],
    ["HTML labelled as JSON", "well-formed-json", withBody(shown(user), "<html></html>")],
    ["truncated JSON", "well-formed-json", withBody(shown(user), JSON.stringify(user).slice(0, -9))],
    ["something after the JSON", "well-formed-json", withBody(shown(user), `${JSON.stringify(user)}{}`)],
    ["a single-quoted body", "well-formed-json", withBody(shown(user), "{'id':7}")],
    ["a byte order mark", "well-formed-json", withBody(shown(user), `\ufeff${JSON.stringify(user)}`)],
    ["an empty body", "well-formed-json", withBody(shown(user), "")],
    [
      "bytes that are no UTF-8",
      "well-formed-json",
      { ...shown({ ...user, name: "caf\ufffd" }), mangled: true as const },
    ],
    ["an id in quotes", "body-schema", shown({ ...user, id: "7" })],
    ["an id that is no whole number", "body-schema", shown({ ...user, id: 7.5 })],
    ["a gender with a capital", "body-schema", shown({ ...user, gender: "Female" })],
    ["a status that is a number", "body-schema", shown({ ...user, status: 1 })],
    ["a missing status", "body-schema", shown({ ...user, status: undefined })],
    ["a null name", "body-schema", shown({ ...user, name: null })],
    ["a field nobody documented", "body-schema", shown({ ...user, owner: 1 })],
    ["an envelope", "body-schema", shown({ data: user })],
    ["a list in place of a user", "body-schema", shown([user])],
    ["null", "body-schema", shown(null)],
    ["a 404 with a code", "body-schema", json(404, { message: "Resource not found", code: 404 })],
    ["a 404 that is a text", "body-schema", json(404, "Resource not found")],
  ] as const)("%s is named", (_, rule, parts) => {
    expect(once("A GET /users/7", parts)).toContain(rule);
  });

  test.each([
    ["an item without status", [user, { ...userOf(6), status: undefined }]],
    ["a last item with an id in quotes", [user, { ...userOf(6), id: "6" }]],
    ["a null item", [user, null]],
    ["an object in place of the list", { users: [user] }],
  ] as const)("%s in a list is named", (_, rows) => {
    expect(once("A GET /users", { ...listed([]), body: JSON.stringify(rows) })).toContain("body-schema");
  });

  test.each([
    ["an object", { email: ["is invalid"] }],
    ["an empty list", []],
    ["an item without a message", [{ field: "email" }]],
    ["an item with a code", [{ field: "email", message: "is invalid", code: 1 }]],
    ["a list of texts", ["email is invalid"]],
  ] as const)("a 422 that is %s is named", (_, body) => {
    expect(once("A POST /users", json(422, body), fieldsOf(userOf(7, { email: "x" })))).toContain("body-schema");
  });
});

describe("bodies that are compressed without saying so, or in a coding that was not offered", () => {
  const gzip = "\u001f\ufffd\u0008\u0000\ufffd";
  const zstd = "(\ufffd/\ufffd \ufffd";
  const left = (parts: Parts, body: string, coding?: string): Parts =>
    withHeaders({ ...parts, body, mangled: true }, { "content-encoding": coding });

  test.each([
    ["now and then", (at: number) => at % 9 === 0],
    ["always", () => true],
  ])("%s are nobody's fault", (_, isLeft) => {
    const history = fresh();
    for (let at = 1; at <= 60; at++) {
      const [line, parts] = at % 3 === 0 ? ["A GET /users", listed([user])] : ["A GET /users/7", shown(user)];
      const body = at % 2 === 0 ? left(parts, gzip) : left(parts, zstd, "zstd");
      history.ask(line).gives(isLeft(at) || at === 1 ? body : parts);
    }
    expect(history.end()).toEqual([]);
    expect(history.verdict("well-formed-json")).toBeDefined();
  });

  test("always on one operation, and never on others, are the service's", () => {
    const history = fresh();
    for (let at = 1; at <= 20; at++) {
      history.ask("A GET /users/7").gives(shown(user));
      if (at % 4 === 0) history.ask("A GET /users").gives(left(listed([user]), gzip));
    }
    expect(history.end()).toEqual(["well-formed-json"]);
  });
});

describe("header-types and required-headers", () => {
  test.each([
    ["x-ratelimit-remaining", "many"],
    ["x-ratelimit-remaining", "-1"],
    ["x-ratelimit-remaining", "89.5"],
    ["x-ratelimit-limit", "0"],
    ["x-ratelimit-reset", "2026-01-01T00:00:00Z"],
    ["x-ratelimit-reset", ""],
    ["etag", "abc"],
  ])("%s: %j is named", (name, value) => {
    expect(once("A GET /users/7", withHeaders(shown(user), { [name]: value }))).toContain("header-types");
  });

  test.each([
    ["x-pagination-total", "237.0"],
    ["x-pagination-pages", "-1"],
    ["x-pagination-page", "0"],
    ["x-pagination-limit", "ten"],
    ["x-links-current", ""],
  ])("%s: %j on a list is named", (name, value) => {
    expect(once("A GET /users", withHeaders(listed([user]), { [name]: value }))).toContain("header-types");
  });

  test("rate-limit headers of a gateway beside the service's are not held against it, and nonsense beside them is", () => {
    const beside = (remaining: string) =>
      withHeaders(shown(user), { "x-ratelimit-limit": ["90", "1000"], "x-ratelimit-remaining": ["80", remaining] });
    expect(once("A GET /users/7", beside("999"))).not.toContain("header-types");
    const joined = withHeaders(shown(user), { "x-ratelimit-limit": "90, 1000" });
    expect(once("A GET /users/7", joined)).not.toContain("header-types");
    expect(once("A GET /users/7", beside("many"))).toContain("header-types");
  });

  test.each([
    ["in two lines", ["90", "90"]],
    ["joined by a comma", "90, 90"],
    ["joined by a comma alone", "90,90"],
    ["joined twice", "90, 90, 90"],
  ])("equal values of one header %s are one value", (_, limit) => {
    const parts = withHeaders(listed([user]), { "x-ratelimit-limit": limit, "x-links-next": [",", ""] });
    expect(once("A GET /users", parts)).toEqual([]);
  });

  test("an id of a gateway's beside the service's is held against neither; two that are none are", () => {
    const ids = (...values: readonly string[]) => withHeaders(shown(user), { "x-request-id": values });
    const uuid = "0e4b8a5c-6d0f-4a6e-9c1f-2b7d1a3e5f60";
    expect(once("A GET /users/7", ids(uuid, "req-1"))).toEqual([]);
    expect(once("A GET /users/7", ids("a", "b"))).toContain("header-types");
  });

  test("two values of one header are named", () => {
    const parts = withHeaders(listed([user]), { "x-pagination-total": ["1", "2"] });
    expect(once("A GET /users", parts)).toContain("header-types");
  });

  test.each([
    "x-pagination-total",
    "x-pagination-pages",
    "x-pagination-page",
    "x-pagination-limit",
    "x-links-current",
    "x-links-next",
    "x-links-previous",
  ])("a list without %s is named", (name) => {
    expect(once("A GET /users", withHeaders(listed([user]), { [name]: undefined }))).toContain("required-headers");
  });
});

test.each([
  ["a 204 with a body", { ...deleted, body: "{}" }],
  ["a 204 that announces a body", withHeaders(deleted, { "content-length": "12" })],
])("empty-when-no-content names %s", (_, parts) => {
  expect(once("A DELETE /users/7", parts)).toContain("empty-when-no-content");
});

test("no-content-has-no-type names a 204 with a media type", () => {
  const parts = withHeaders(deleted, { "content-type": "application/json" });
  expect(once("A DELETE /users/7", parts)).toEqual(["no-content-has-no-type"]);
});

describe("etag-follows-content", () => {
  const tagged = (name: string, etag: string) => withHeaders(shown({ ...user, name }), { etag });
  test("names one tag for two contents of a URL", () => {
    const history = fresh();
    history.ask("A GET /users/7").gives(tagged("a", '"1"'));
    expect(history.ask("A GET /users/7").gives(tagged("b", '"1"'))).toContain("etag-follows-content");
  });

  test("names a tag that does not follow a patch", () => {
    const history = fresh();
    history.ask("A GET /users/7").gives(tagged("Name 7", '"1"'));
    expect(history.ask("A PATCH /users/7", { name: "b" }).gives(tagged("b", '"1"'))).toContain("etag-follows-content");
  });

  test("is content with another order of keys", () => {
    const history = fresh();
    history.ask("A GET /users/7").gives(tagged("a", 'W/"1"'));
    const { id, ...rest } = { ...user, name: "a" };
    expect(history.ask("A GET /users/7").gives(withHeaders(shown({ ...rest, id }), { etag: 'W/"1"' }))).toEqual([]);
  });
});

describe("not-modified-only-when-current", () => {
  const notModified: Parts = { status: 304, body: "", headers: {} };
  const tagOf = (parts: Parts) => String(parts.headers.etag);
  const read = (history: TestHistory) => history.ask("A GET /users/7").gives(shown(user));
  const again = (history: TestHistory, tag: string, path = "/users/7") =>
    history.ask(`A GET ${path}`, undefined, { "if-none-match": tag }).gives(notModified);

  test("names a 304 after the record changed", () => {
    const history = fresh();
    make(history, user);
    read(history);
    history.ask("A PATCH /users/7", { name: "b" }).gives(shown({ ...user, name: "b" }));
    expect(again(history, tagOf(shown(user)))).toContain("not-modified-only-when-current");
  });

  test("names a 304 after the record was deleted", () => {
    const history = fresh();
    make(history, user);
    read(history);
    history.ask("A DELETE /users/7").gives(deleted);
    expect(again(history, tagOf(shown(user)))).toContain("not-modified-only-when-current");
  });

  test("names a 304 for a tag that nobody ever gave", () => {
    const history = fresh();
    make(history, user);
    expect(again(history, '"made-up"')).toContain("not-modified-only-when-current");
  });

  test("names a 304 for a list that has grown since", () => {
    const history = fresh();
    const path = "/users?email=r7x2k9";
    make(history, user);
    history.ask(`A GET ${path}`).gives(listed([user]));
    make(history, userOf(8));
    expect(again(history, tagOf(listed([user])), path)).toContain("not-modified-only-when-current");
  });

  test("holds while nothing changed, and for a public record that nobody here knows", () => {
    const history = fresh();
    make(history, user);
    read(history);
    expect(again(history, `W/"other", ${tagOf(shown(user))}`)).toEqual([]);
    const seed = userOf(5, { email: "seed@example.com" });
    history.ask("A GET /users/5").gives(shown(seed));
    expect(again(history, tagOf(shown(seed)), "/users/5")).toEqual([]);
    expect(history.verdict("not-modified-only-when-current")?.kind).toBe("holds");
  });
});

test.each(["public, max-age=0", "max-age=60, private", "private, s-maxage=10", "max-age=0, immutable", "Public"])(
  "private-answers-not-cacheable names %s",
  (value) => {
    expect(once("A GET /users/7", withHeaders(shown(user), { "cache-control": value }))).toContain(
      "private-answers-not-cacheable",
    );
  },
);

test("request-id-unique names an id that comes twice", () => {
  const history = fresh();
  const same = withHeaders(shown(user), { "x-request-id": "6f9b2c1e-8d0a-4b57-9a3e-0c1d2e3f4a5b" });
  history.ask("A GET /users/7").gives(same);
  expect(history.ask("A GET /users/7").gives(same)).toEqual(["request-id-unique"]);
});

test("an answer that is an earlier one byte for byte is a cache's: no finding where the service let it be kept, and told elsewhere", () => {
  const same = (cacheControl: string, date = "Mon, 30 Nov 2026 12:00:00 GMT") =>
    withHeaders(shown(user), {
      "x-request-id": "6f9b2c1e-8d0a-4b57-9a3e-0c1d2e3f4a5b",
      date,
      "cache-control": cacheControl,
    });
  const twice = (first: Parts, second: Parts) => {
    const history = fresh();
    history.ask("A GET /users/7").gives(first);
    history.ask("A GET /users/7").gives(second);
    return history.verdict("request-id-unique");
  };
  const kept = same("public, max-age=60");
  expect(twice(kept, kept)?.kind).toBe("holds");
  const own = same("max-age=0, private, must-revalidate");
  expect(twice(own, own)?.first?.received).toMatch(/again \(a copy of #1, .*a cache/);
  const afresh = same("public, max-age=60", "Mon, 30 Nov 2026 12:00:09 GMT");
  expect(twice(kept, afresh)?.first?.received).toMatch(/again$/);
});

test("request-id-unique leaves out the copy of a cache, which keeps the id of the answer it is", () => {
  const history = fresh();
  const same = withHeaders(shown(user), { "x-request-id": "6f9b2c1e-8d0a-4b57-9a3e-0c1d2e3f4a5b" });
  history.ask("A GET /users/7").gives(same);
  expect(history.ask("A GET /users/7").gives(withHeaders(same, { age: "1" }))).toEqual([]);
});

describe("no rule of every answer alarms on", () => {
  test.each([
    ["a plain read", "A GET /users/7", shown(user), undefined],
    ["optional headers", "A GET /users/7", withHeaders(shown(user), { "x-extra": ["1", "2"], age: "0" }), undefined],
    [
      "XML that was asked for, and bears JSON's media type",
      "invalid GET /users/7.xml",
      withBody(invalidToken, '<?xml version="1.0"?><hash><message>Invalid token</message></hash>'),
      undefined,
    ],
    ["pretty-printed JSON", "A GET /users/7", withBody(shown(user), `${JSON.stringify(user, null, 2)}\n`), undefined],
    [
      "no ETag, no Cache-Control",
      "A GET /users/7",
      withHeaders(shown(user), { etag: undefined, "cache-control": undefined }),
      undefined,
    ],
    [
      "no-store",
      "A GET /users/7",
      withHeaders(shown(user), { "cache-control": "no-store, private, max-age=0" }),
      undefined,
    ],
    [
      "public to the anonymous",
      "anonymous GET /users/7",
      withHeaders(shown(userOf(7, { email: "s@example.com" })), { "cache-control": "public, max-age=60" }),
      undefined,
    ],
    ["a huge id", "A GET /users/9007199254740993", shown(userOf(9007199254740000)), undefined],
    ["a 204 of 0 bytes", "A DELETE /users/7", withHeaders(deleted, { "content-length": "0" }), undefined],
    ["a 400 to malformed JSON", "A POST /users", message(400, "Bad Request"), "{"],
    ["a 401 to malformed JSON", "A PATCH /users/7", message(401, "Authentication failed"), "{"],
    ["a 400 to a value of another type", "A POST /users", message(400, "Bad Request"), { ...fieldsOf(user), name: 1 }],
    ["a 403 to a write that may touch a public user", "A PATCH /users/5", message(403, "Forbidden"), { name: "x" }],
    ["a gateway page", "A GET /users/7", badGateway, undefined],
    [
      "a 403 page of the gateway",
      "A GET /users/7",
      { status: 403, body: "<!doctype html>", headers: { "content-type": "text/html" }, foreign: true as const },
      undefined,
    ],
    [
      "a body cut by the recorder",
      "A GET /users",
      { ...listed([user]), body: '[{"id":', cut: true as const },
      undefined,
    ],
    ["no headers on page 0", "A GET /users?page=0", json(200, []), undefined],
  ] as const)("%s", (_, line, parts, body) => {
    const history = fresh();
    history.ask(line, body).gives(parts);
    expect(history.end()).toEqual([]);
  });

  test("what a saved record left out", () => {
    const history = fresh();
    history.ask("unknown GET /users").gives({ status: 200, body: "[", headers: {} }, { headers: true, body: true });
    history.ask("unknown GET /users/7").gives({ status: 304, body: "", headers: {} }, { before: true });
    history.ask("unknown GET /users").gives({ status: 200, body: "[]", headers: {} }, { headers: true, times: true });
    expect(history.end()).toEqual([]);
  });

  test("requests of other kinds: other media types, odd ids, ranges", () => {
    const history = fresh();
    const text = withHeaders(withBody(shown(user), "<hash/>"), { "content-type": "application/xml" });
    history.ask("A GET /users/7.xml").gives(text);
    history.ask("A GET /users/7", undefined, { accept: "application/xml" }).gives(text);
    history.ask("A GET /users/7", undefined, { accept: "application/xml" }).gives(message(406, "Not Acceptable"));
    history.ask("A POST /users", "a=b", { "content-type": "text/plain" }).gives(message(415, "Unsupported"));
    history.ask("A GET /users?name=%ZZ").gives(message(400, "Bad Request"));
    history.ask("A GET /users?page=1&force_status=500").gives(message(500, "Simulated 500"));
    expect(history.end()).toEqual([]);
  });
});

test("what no parser need take for JSON may be refused in another way than by a 422, and may not be done", () => {
  const body = '{"name":"\\ud800"}';
  const broken = (parts: Parts) => testHistory([invalidInputIsRefused]).ask("A POST /users", body).gives(parts);
  expect(broken(message(400, "Bad Request"))).toEqual([]);
  expect(broken(unprocessable(["email", "can't be blank"]))).toEqual([]);
  expect(broken(created(user))).toEqual(["invalid-input-is-refused"]);
  const plain = testHistory([invalidInputIsRefused]).ask("A POST /users", '{"name":"Ann"}');
  expect(plain.gives(message(400, "Bad Request"))).toEqual(["invalid-input-is-refused"]);
});

describe("force_status", () => {
  const simulated = (status: number, header = String(status), phrase = STATUS_CODES[status]) =>
    withHeaders(json(status, { message: `Simulated ${status} ${phrase}`, simulated: true }), {
      "x-simulated-status": header,
    });

  test("an answer it asked for says that it is simulated", () => {
    const history = fresh();
    history.ask("A GET /users?force_status=502").gives(simulated(502));
    history.ask("anonymous POST /users?force_status=404", fieldsOf(user)).gives(simulated(404));
    expect(history.end()).toEqual([]);
    const broken = (parts: Parts) => fresh().ask("A GET /users?force_status=502").gives(parts);
    expect(broken(simulated(502, "500"))).toContain("simulated-answers-say-so");
    expect(broken(withHeaders(simulated(502), { "x-simulated-status": undefined }))).toContain(
      "simulated-answers-say-so",
    );
    expect(broken(simulated(503))).toEqual(["simulated-answers-say-so", "force-status-is-honoured"]);
    expect(broken(simulated(502, "502", "Teapot"))).toContain("simulated-answers-say-so");
  });

  test("a service that does not know it is told of, and judged like any other", () => {
    const history = fresh();
    expect(history.ask("A GET /users/7?force_status=502").gives(notFound)).toEqual(["force-status-is-honoured"]);
    expect(history.ask("A GET /users?force_status=200").gives(listed([]))).toEqual([]);
  });

  test("of no error is ignored", () => {
    const forced = withHeaders(shown(user), { "x-simulated-status": "201" });
    expect(once("A GET /users/7?force_status=201", forced)).toContain("other-forced-values-are-ignored");
    expect(once("A GET /users/7?force_status=999", shown(user))).toEqual([]);
    expect(once("A GET /users/7?force_status=498", shown(user))).toEqual([]);
  });
});

describe("delay", () => {
  // Each answer takes 50 ms.
  const late = (ms: string | undefined) => withHeaders(shown(user), { "x-simulated-delay-ms": ms });
  test.each([
    ["is not announced", "40", late(undefined)],
    ["is announced and not kept", "400", late("400")],
    ["is announced as another", "40", late("400")],
    ["is not cut at five seconds", "9000", late("9000")],
    ["that is bad is kept", "abc", late("1000")],
  ])("%s", (_, delay, parts) => {
    expect(once(`A GET /users/7?delay=${delay}`, parts)).toContain("delay-is-kept");
  });

  test.each([
    ["of less than it took", "40", late("40")],
    ["that is bad", "-5", late(undefined)],
    ["of a form that nobody has seen", "1.5", late("1")],
    ["beside force_status, which wins", "400&force_status=abc", late(undefined)],
  ])("%s is no violation", (_, delay, parts) => {
    expect(once(`A GET /users/7?delay=${delay}`, parts)).toEqual([]);
  });
});
