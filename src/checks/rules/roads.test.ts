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
  notFound,
  type Parts,
  shown,
  testHistory,
  unprocessable,
  userOf,
  withHeaders,
} from "../testing/history.ts";

const names = [
  "no-other-road-leads-in",
  "other-roads-answer-alike",
  "unknown-paths-answer-404",
  "missing-methods-are-refused",
  "browsers-may-read",
  "negative-pages-are-defaults",
  "form-bodies-are-read",
  "update-keeps-unnamed-fields",
];
const rules = allRules.filter(({ id }) => names.includes(id));
const user = userOf(70);
const page: Parts = {
  status: 404,
  body: "<!DOCTYPE html><h1>Page Not Found</h1>",
  headers: { "content-type": "text/html; charset=utf-8" },
};
const empty = (status: number): Parts => ({ status, body: "", headers: { "content-type": "application/json" } });

/** What is broken after A made a user and somebody sent this. */
const asks = (line: string, parts: Parts, { gone = false, headers = {}, body }: Sending = {}): readonly string[] => {
  const history = testHistory(rules);
  history.ask("A POST /users", fieldsOf(user)).gives(created(user));
  if (gone) history.ask("A DELETE /users/70").gives(deleted);
  history.ask(line, body, headers).gives(parts);
  return history.end();
};
interface Sending {
  readonly gone?: boolean;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: unknown;
}

const override = { "x-http-method-override": "DELETE" };

describe("no other road leads in", () => {
  test.each<[title: string, line: string, parts: Parts, sending?: Sending]>([
    ["to a private user by .json", "anonymous GET /users/70.json", shown(user)],
    ["to a private user by two slashes", "B GET //users/70", shown(user)],
    ["to a private user in capitals", "anonymous GET /USERS/70", shown(user)],
    ["to a private user by .xml", "B GET /users/70.xml", { ...page, status: 200, body: "<hash><id>70</id></hash>" }],
    ["to the existence of a private user by HEAD", "B HEAD /users/70", empty(200)],
    ["to a deleted user by .json", "A GET /users/70.json", shown(user), { gone: true }],
    ["to a deleted user by HEAD", "A HEAD /users/70", empty(200), { gone: true }],
    ["to a delete by override", "anonymous POST /users/70", deleted, { headers: override, body: {} }],
    ["to a delete by _method", "B POST /users/70?_method=delete", deleted, { body: {} }],
    ["to an update by .json", "B PATCH /users/70.json", shown(user), { body: { name: "No" } }],
    [
      "to validation without a token",
      "anonymous POST //users",
      unprocessable(["name", "can't be blank"]),
      { body: {} },
    ],
    ["to a create without a token", "anonymous POST /users.json", created(userOf(71)), { body: fieldsOf(userOf(71)) }],
    ["to an old value", "A GET /users/70.json", shown({ ...user, name: "Old" })],
    ["to a server error", "A GET //users/70", json(500, { message: "Internal Server Error" })],
  ])("%s", (_, line, parts, sending?) => {
    expect(asks(line, parts, sending)).toContain("no-other-road-leads-in");
  });

  test.each<[title: string, line: string, parts: Parts, sending?: Sending]>([
    ["hides what the plain path hides", "anonymous GET /users/70.json", notFound],
    ["does not exist", "B GET //users/70", page],
    ["does not exist, HEAD", "B HEAD /users/70", { ...empty(405), headers: {} }],
    ["shows what the plain path shows", "A GET /users/70.json", shown(user)],
    ["shows what the plain path shows, two slashes", "A GET //users/70", shown(user)],
    ["shows a page of its own to everything", "B GET /USERS/70", { ...page, status: 200 }],
    ["refuses the token", "invalid GET /users/70.json", invalidToken],
    ["asks for a token", "anonymous POST //users", json(401, { message: "Authentication failed" }), { body: {} }],
    ["knows no override", "anonymous POST /users/70", page, { headers: override, body: {} }],
    ["has a token in its query, whose it is unknown", "anonymous GET /users/70.json?access-token=x", shown(user)],
    ["is cut by a gateway", "A GET //users/70", badGateway],
    ["repeats the base URL", "A GET //public/v2/users/70", page],
  ])("one that %s is none", (_, line, parts, sending) => {
    expect(asks(line, parts, sending)).toEqual([]);
  });

  test("a road that is known to exist and is not there is drift", () => {
    expect(asks("A GET /users/70.json", page)).toEqual(["other-roads-answer-alike"]);
  });
});

describe("HEAD has the ETag that GET shows", () => {
  const tagged = (tag: string, parts: Parts) => withHeaders(parts, { etag: tag });
  const headAfter = (tag: string, between?: string, read = 'W/"1"'): readonly string[] => {
    const history = testHistory(rules);
    history.ask("A POST /users", fieldsOf(user)).gives(tagged('W/"1"', created(user)));
    history.ask("A GET /users/70").gives(tagged(read, shown(user)));
    if (between !== undefined)
      history.ask("A PATCH /users/70", { name: between }).gives(shown({ ...user, name: between }));
    history.ask("A HEAD /users/70").gives(tagged(tag, empty(200)));
    return history.end();
  };

  test("another one is drift", () => {
    expect(headAfter('W/"2"')).toEqual(["other-roads-answer-alike"]);
  });

  test("where each answer has one of its own, another one is none", () => {
    expect(headAfter('W/"3"', undefined, 'W/"2"')).toEqual([]);
  });

  test("the same, its strong form, and another one after a change are none", () => {
    expect(headAfter('W/"1"')).toEqual([]);
    expect(headAfter('"1"')).toEqual([]);
    expect(headAfter('W/"2"', "Another")).toEqual([]);
  });
});

describe("beside the road", () => {
  test("a path that no resource has answers 404", () => {
    expect(asks("A GET /no-such-resource", page)).toEqual([]);
    expect(asks("A GET /no-such-resource", { ...page, headers: {}, body: "" })).toEqual([]);
    expect(asks("A GET /no-such-resource", json(200, []))).toEqual(["unknown-paths-answer-404"]);
    expect(asks("A GET /users/70/no-such-resource", shown(user))).toEqual(["unknown-paths-answer-404"]);
    expect(asks("A GET /users/70/no-such-resource", page)).toEqual([]);
    expect(asks("A GET /another", json(200, []))).toEqual([]);
  });

  test("a method that a path does not have is refused, whichever way", () => {
    const refused = [page, notFound, json(405, { message: "Method Not Allowed" }), json(501, {}), badGateway];
    for (const parts of refused) expect(asks("A PUT /users", parts, { body: {} })).toEqual([]);
    for (const parts of [json(200, []), json(500, { message: "Internal Server Error" }), deleted])
      expect(asks("A PUT /users", parts, { body: {} })).toEqual(["missing-methods-are-refused"]);
    expect(asks("A POST /users/70", shown(user), { body: {} })).toEqual(["missing-methods-are-refused"]);
    expect(asks("A POST /users/70?force_status=500", json(500, {}), { body: {} })).toEqual([]);
    expect(asks("A OPTIONS /users/70", json(200, {}))).toEqual([]);
  });

  test("a preflight is answered, and grants the method it names", () => {
    const headers = { origin: "https://app.example", "access-control-request-method": "GET" };
    const allowed = { "access-control-allow-origin": "*", "access-control-expose-headers": "X-Pagination-Total" };
    expect(asks("anonymous OPTIONS /users", { ...page, headers: {} }, { headers })).toEqual(["browsers-may-read"]);
    expect(asks("anonymous OPTIONS /users", { status: 204, body: "", headers: allowed }, { headers })).toEqual([]);
    const write = { ...headers, "access-control-request-method": "PATCH" };
    const granting = (methods: string) => ({ ...allowed, "access-control-allow-methods": methods });
    const answered = (given: Readonly<Record<string, string>>) =>
      asks("anonymous OPTIONS /users", { status: 204, body: "", headers: given }, { headers: write });
    expect(answered(granting("GET, PUT"))).toEqual(["browsers-may-read"]);
    expect(answered(allowed)).toEqual(["browsers-may-read"]);
    expect(answered(granting("GET,PATCH"))).toEqual([]);
    expect(answered(granting("*"))).toEqual([]);
    const origin = { origin: "https://app.example" };
    expect(asks("anonymous GET /users", listed([]), { headers: origin })).toEqual(["browsers-may-read"]);
    expect(asks("anonymous GET /users", withHeaders(listed([]), allowed), { headers: origin })).toEqual([]);
  });

  test("a negative page counts as 1, a negative size as 10", () => {
    const list = (limit: number) => listed([], { limit, total: 0 });
    expect(asks("anonymous GET /users?page=-2&per_page=-5", list(10))).toEqual([]);
    expect(asks("anonymous GET /users?page=-2&per_page=-5", list(5))).toEqual(["negative-pages-are-defaults"]);
  });

  test("a write by a form or by another road whose answer was lost is no reason to doubt what is read then", () => {
    const left = { ...user, name: "By A Form" };
    const ways = [
      ["A PATCH /users/70/", "name=By+A+Form", { "content-type": "application/x-www-form-urlencoded" }],
      ["A PATCH /users/70.json", { name: "By A Form" }],
      ["A PUT //users/70", { name: "By A Form" }],
    ] as const;
    for (const [line, body, headers] of ways) {
      for (const end of ["lost", badGateway] as const) {
        const history = testHistory(allRules);
        history.ask("A POST /users", fieldsOf(user)).gives(created(user));
        history.ask("A GET /users/70").gives(shown(user));
        const write = history.ask(line, body, headers);
        if (end === "lost") write.fails();
        else write.gives(end);
        history.ask("A GET /users/70").gives(shown(left));
        history.ask("A PATCH /users/70", {}).gives(shown(left));
        expect(history.end()).toEqual([]);
      }
    }
  });

  test("a form is read", () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const sending = { headers, body: "name=By+A+Form" };
    expect(asks("A PATCH /users/70", shown({ ...user, name: "By A Form" }), sending)).toEqual([]);
    expect(asks("A PATCH /users/70", shown(user), sending)).toEqual(["form-bodies-are-read"]);
  });
});
