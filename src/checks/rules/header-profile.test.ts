import { describe, expect, test } from "vitest";
import { rules as allRules } from "../rules.ts";
import {
  created,
  deleted,
  fieldsOf,
  invalidToken,
  json,
  listed,
  notFound,
  type Parts,
  shown,
  testHistory,
  unprocessable,
  userOf,
  withHeaders,
} from "../testing/history.ts";

const names = [
  "header-profile",
  "header-forms",
  "urls-share-one-base",
  "only-lists-have-pages",
  "location-names-the-user",
];
const rules = allRules.filter(({ id }) => names.includes(id));
const user = userOf(7);

const lines = {
  read: ["A GET /users/7", shown(user)],
  list: ["A GET /users", listed([user])],
  create: ["A POST /users", created(user)],
  update: ["A PATCH /users/7", shown(user)],
  remove: ["A DELETE /users/7", deleted],
  missing: ["A GET /users/8", notFound],
  refused: ["A PATCH /users/7", unprocessable(["name", "can't be blank"])],
  unauthorized: ["invalid GET /users", invalidToken],
  guest: ["anonymous GET /users/8", notFound],
} as const satisfies { readonly [name: string]: readonly [string, Parts] };
type Line = keyof typeof lines;

/** One of each kind of answer, with other headers on some; what is broken at the end. */
const broken = (edit: (line: Line, parts: Parts) => Parts): readonly string[] => {
  const history = testHistory(rules);
  for (const name of Object.keys(lines) as Line[]) {
    const [line, parts] = lines[name];
    history.ask(line, line.includes(" P") ? fieldsOf(user) : undefined).gives(edit(name, parts));
  }
  return history.end();
};
const on = (names: readonly Line[] | "all", headers: Parts["headers"]) =>
  broken((line, parts) => (names === "all" || names.includes(line) ? withHeaders(parts, headers) : parts));

test("the headers as they were recorded hold", () => {
  expect(broken((_, parts) => parts)).toEqual([]);
});

describe("a header that some answers have as recorded is missed, or seen changed, in others", () => {
  test.each<readonly [string, readonly Line[] | "all", Parts["headers"]]>([
    ["no Cache-Control on a 404", ["missing"], { "cache-control": undefined }],
    ["a 404 that may be kept as a 200", ["missing"], { "cache-control": "max-age=0, private, must-revalidate" }],
    ["a read with the Cache-Control of an error", ["read"], { "cache-control": "no-cache" }],
    ["a list without ETag", ["list"], { etag: undefined }],
    ["an update without ETag", ["update"], { etag: undefined }],
    ["a create without ETag", ["create"], { etag: undefined }],
    ["a 204 with ETag", ["remove"], { etag: 'W/"0"' }],
    ["a 401 with ETag", ["unauthorized"], { etag: 'W/"0"' }],
    ["a 422 with ETag", ["refused"], { etag: 'W/"0"' }],
    ["a 204 with a media type", ["remove"], { "content-type": "application/json" }],
    ["a 401 with a budget", ["unauthorized"], { "x-ratelimit-remaining": "89" }],
    ["no Vary on a 401", ["unauthorized"], { vary: undefined }],
    ["a Vary of something else", ["read"], { vary: "Accept" }],
    ["an empty Vary everywhere", "all", { vary: "" }],
    ["no X-Runtime on a delete", ["remove"], { "x-runtime": undefined }],
    ["an X-Runtime that is no number", ["read"], { "x-runtime": "NaN" }],
    ["no nosniff anywhere, where its kin are", "all", { "x-content-type-options": undefined }],
    ["frames for all", "all", { "x-frame-options": "ALLOWALL" }],
    ["a lax referrer policy", ["list"], { "referrer-policy": "unsafe-url" }],
  ])("%s", (_, names, headers) => {
    expect(on(names, headers)).toContain("header-profile");
  });

  test("a 401 that is bare but speaks in the service's words", () => {
    expect(
      broken((line, parts) =>
        line === "unauthorized"
          ? { ...parts, headers: { "content-type": "application/json; charset=utf-8" }, foreign: true }
          : parts,
      ),
    ).toContain("header-profile");
  });
});

describe("no alarm on", () => {
  test.each<readonly [string, readonly Line[] | "all", Parts["headers"]]>([
    ["a server without ETags", "all", { etag: undefined }],
    ["nothing to be stored, on errors only", ["missing", "refused"], { "cache-control": "no-store" }],
    ["directives in another form", ["read"], { "cache-control": "Private, max-age=0,must-revalidate, no-transform" }],
    ["more in Vary", ["list"], { vary: ["Accept-Encoding", "Origin"] }],
    ["no Vary anywhere", "all", { vary: undefined }],
    ["no X-Runtime and X-Request-Id anywhere", "all", { "x-runtime": undefined, "x-request-id": undefined }],
    ["Cloudflare's security headers", "all", { "x-xss-protection": "1; mode=block", "referrer-policy": "same-origin" }],
    ["a gateway's own line beside the application's", "all", { "x-frame-options": ["SAMEORIGIN", "DENY"] }],
    ["a compressed list whose ETag was dropped", ["list"], { etag: undefined, "content-encoding": "gzip" }],
    [
      "a media type written into every header that has its name",
      "all",
      { "x-content-type-options": "Application/JSON" },
    ],
    ["all of them twice", "all", { "x-runtime": ["0.004000", "0.004000"], vary: ["Origin", "Origin"] }],
    ["all of them twice in one line", "all", { "x-content-type-options": "nosniff, nosniff" }],
    ["more headers", "all", { "x-served-by": "3", "strict-transport-security": "max-age=1" }],
  ])("%s", (_, names, headers) => {
    expect(on(names, headers)).toEqual([]);
  });

  test("a gateway's refusal in its own words, without any of the application's headers", () => {
    const history = testHistory(rules);
    history.ask("A GET /users/7").gives(shown(user));
    const kong = { status: 401, body: '{"message":"Unauthorized"}', foreign: true } as const;
    history.ask("A GET /users/8").gives({ ...kong, headers: { "content-type": "application/json" } });
    expect(history.end()).toEqual([]);
  });

  test("what is shown to the anonymous and kept by a cache for all of them", () => {
    const history = testHistory(rules);
    history.ask("A GET /users/7").gives(shown(user));
    history.ask("anonymous GET /users").gives(withHeaders(listed([]), { "cache-control": "public, max-age=60" }));
    expect(history.end()).toEqual([]);
  });
});

test("a tag that is missing now and then, whatever was requested, is a box's that writes bodies in another form", () => {
  const history = testHistory(rules);
  for (let at = 0; at < 12; at++) {
    const parts = at % 3 === 0 ? listed([user]) : shown(user);
    history
      .ask(at % 3 === 0 ? "A GET /users" : "A GET /users/7")
      .gives(at % 4 < 2 ? withHeaders(parts, { etag: undefined }) : parts);
  }
  expect(history.end()).toEqual([]);
});

test("what a box adds to every answer, or writes into every one, is drift at most", () => {
  const history = (headers: (line: Line) => Parts["headers"]) =>
    broken((line, parts) => withHeaders(parts, headers(line))).filter((id) => id !== "header-forms");
  const limited = (line: Line) => ({ "x-ratelimit-limit": line === "unauthorized" ? "1000" : ["90", "1000"] });
  expect(history(limited)).toEqual([]);
  expect(history(() => ({ "content-type": "application/json", etag: undefined }))).toEqual([]);
});

describe("header-forms", () => {
  test.each<readonly [string, readonly Line[], Parts["headers"]]>([
    ["JSON without a charset", ["read"], { "content-type": "application/json" }],
    ["milliseconds in X-Runtime", ["read"], { "x-runtime": "0.012" }],
    ["an X-Request-Id that is no UUID", ["read"], { "x-request-id": "42" }],
    ["WWW-Authenticate", ["unauthorized"], { "www-authenticate": "Bearer" }],
  ])("%s is drift and no violation", (_, names, headers) => {
    expect(on(names, headers)).toEqual(["header-forms"]);
  });

  test("another spelling of the charset is the same type, and no drift", () => {
    expect(on(["read"], { "content-type": 'application/json;charset="UTF-8"' })).toEqual([]);
  });

  test("a header that is missing everywhere is drift once enough was seen", () => {
    const history = testHistory(rules);
    for (let at = 0; at < 30; at++) history.ask("A GET /users/7").gives(withHeaders(shown(user), { vary: undefined }));
    expect(history.end()).toEqual(["header-forms"]);
  });
});

describe("urls-share-one-base", () => {
  const base = "https://api.example/public/v2";
  const pages = (root: string) => withHeaders(listed([user]), { "x-links-current": `${root}/users?page=1` });
  const made = (root: string) => withHeaders(created(user), { location: `${root}/users/7` });
  const brokenBy = (first: Parts, second: Parts) => {
    const history = testHistory(rules);
    history.ask("A GET /users").gives(first);
    history.ask("A POST /users", fieldsOf(user)).gives(second);
    return history.end();
  };

  test.each([
    ["another host", "https://app-3.internal/public/v2"],
    ["another scheme", "http://api.example/public/v2"],
    ["another path", "https://api.example/v2"],
  ])("a Location at %s than the links is named", (_, other) => {
    expect(brokenBy(pages(base), made(other))).toEqual(["urls-share-one-base"]);
  });

  test("a public name other than the request host holds", () => {
    expect(brokenBy(pages(base), made(base))).toEqual([]);
  });

  test("a relative Location is none", () => {
    expect(brokenBy(pages(base), made(""))).toEqual(["location-names-the-user"]);
    expect(brokenBy(pages(base), made("https:/api.example/public/v2"))).toContain("location-names-the-user");
  });
});

test("what is no list has no pages", () => {
  expect(on(["read"], { "x-pagination-total": "1" })).toEqual(["only-lists-have-pages"]);
  expect(on(["missing"], { "x-links-next": "" })).toEqual(["only-lists-have-pages"]);
  expect(broken((line, parts) => (line === "read" ? { ...parts, ...json(200, user) } : parts))).toEqual([]);
});
