import { describe, expect, test } from "vitest";
import { rules as allRules } from "../rules.ts";
import {
  authenticationFailed,
  badGateway,
  created,
  deleted,
  fieldsOf,
  invalidToken,
  json,
  listed,
  make,
  marker,
  message,
  notFound,
  type Parts,
  shown,
  testHistory,
  tooManyRequests,
  unprocessable,
  userOf,
  withHeaders,
} from "../testing/history.ts";

const clauses: readonly string[] = ["every answer", "lists", "identity"];
const rules = allRules.filter(({ clause }) => clauses.includes(clause));
const fresh = () => testHistory(rules);
const user = userOf(7);
const withUser = () => {
  const history = fresh();
  make(history, user);
  return history;
};
const mine = `/users?email=${marker}`;

describe("invalid-token-answers-401", () => {
  test.each([
    ["GET /users", listed([])],
    ["GET /users/7", shown(user)],
    ["GET /users/999", notFound],
    ["POST /users", created(userOf(8))],
    ["POST /users", unprocessable(["name", "can't be blank"])],
    ["PUT /users/7", shown(user)],
    ["PATCH /users/7", notFound],
    ["DELETE /users/7", deleted],
    ["DELETE /users/999", notFound],
    ["GET /users", message(403, "Forbidden")],
  ] as const)("names %s answered otherwise", (line, parts) => {
    const body = /P[A-Z]+ /.test(line) && !line.startsWith("GET") ? fieldsOf(user) : undefined;
    expect(withUser().ask(`invalid ${line}`, body).gives(parts)).toContain("invalid-token-answers-401");
  });
});

describe("guests-are-answered", () => {
  const refused = (times: number, everyS: number, then?: Parts): readonly string[] => {
    const history = fresh();
    for (let at = 0; at < times; at++) {
      history.ask("anonymous GET /users").gives(tooManyRequests);
      history.wait(everyS);
    }
    if (then !== undefined) history.ask("anonymous GET /users/999").gives(then);
    return history.end();
  };

  test("names guests who are refused for longer than a minute, each time", () => {
    expect(refused(10, 20)).toEqual(["guests-are-answered"]);
  });

  test("says nothing of guests who are counted", () => {
    expect(refused(10, 1)).toEqual([]);
    expect(refused(3, 100)).toEqual([]);
    expect(refused(10, 20, notFound)).toEqual([]);
  });
});

describe("anonymous-create-answers-401", () => {
  test.each([
    ["accepted", created(userOf(8))],
    ["validated first", unprocessable(["email", "can't be blank"])],
    ["404", notFound],
    ["403", message(403, "Forbidden")],
  ])("names a create without token that is %s", (_, parts) => {
    expect(
      fresh()
        .ask("anonymous POST /users", fieldsOf(userOf(8)))
        .gives(parts),
    ).toContain("anonymous-create-answers-401");
  });
});

describe.each([
  ["anonymous", "private-user-hidden-from-anonymous"],
  ["B", "private-user-hidden-from-others"],
])("towards %s, %s", (as, rule) => {
  test.each([
    ["GET", shown(user)],
    ["GET", message(403, "Forbidden")],
    ["GET", { status: 304, body: "", headers: {} }],
    ["PUT", shown(user)],
    ["PATCH", shown({ ...user, name: "x" })],
    ["PATCH", unprocessable(["name", "can't be blank"])],
    ["DELETE", deleted],
    ["DELETE", message(403, "Forbidden")],
  ] as const)("names %s that is answered otherwise than 404", (method, parts) => {
    const body = method === "PUT" || method === "PATCH" ? { name: "x" } : undefined;
    const etag = { "if-none-match": String(shown(user).headers.etag) };
    expect(withUser().ask(`${as} ${method} /users/7`, body, etag).gives(parts)).toContain(rule);
  });

  test("names a user of another's that comes for another id", () => {
    expect(withUser().ask(`${as} GET /users/5`).gives(shown(user))).toContain(rule);
  });

  test("holds for 404", () => {
    const history = withUser();
    for (const method of ["GET", "PUT", "PATCH", "DELETE"]) {
      history.ask(`${as} ${method} /users/7`, method.startsWith("P") ? {} : undefined).gives(notFound);
    }
    expect(history.end()).toEqual([]);
    expect(history.verdict(rule)).toMatchObject({ kind: "holds", exercised: 4 });
  });
});

test("a write that an anonymous caller gets 401 for, on a private user, is named", () => {
  expect(withUser().ask("anonymous DELETE /users/7").gives(authenticationFailed)).toContain(
    "private-user-hidden-from-anonymous",
  );
});

test("a create of B's that answers with A's user is named", () => {
  const history = withUser();
  expect(history.ask("B POST /users", fieldsOf(userOf(8))).gives(created(user))).toContain(
    "private-user-hidden-from-others",
  );
});

describe.each(["anonymous", "B"])("lists-hide-private-users, towards %s", (as) => {
  test.each([
    ["the user", "/users", listed([user])],
    ["the user under a filter", mine, listed([user])],
    [
      "the user among others",
      "/users",
      listed([userOf(9, { email: "s@example.com" }), user, userOf(3, { email: "t@example.com" })]),
    ],
    ["the total only", mine, listed([], { total: 1 })],
  ])("names %s", (_, path, parts) => {
    expect(withUser().ask(`${as} GET ${path}`).gives(parts)).toContain("lists-hide-private-users");
  });

  test("does not say whose it is that a total alone counts: the filter may leak", () => {
    expect(
      withUser()
        .ask(`${as} GET ${mine}`)
        .gives(listed([], { total: 237 })),
    ).not.toContain("lists-hide-private-users");
    expect(
      fresh()
        .ask(`${as} GET ${mine}`)
        .gives(listed([], { total: 1 })),
    ).not.toContain("lists-hide-private-users");
  });

  test("holds for an empty list", () => {
    const history = withUser();
    history.ask(`${as} GET ${mine}`).gives(listed([]));
    expect(history.end()).toEqual([]);
    expect(history.verdict("lists-hide-private-users")?.kind).toBe("holds");
  });
});

test("an own user whose create was never answered is not for the anonymous either", () => {
  const history = fresh();
  history.ask("A POST /users", fieldsOf(user)).fails();
  expect(history.ask("anonymous GET /users").gives(listed([user]))).toContain("lists-hide-private-users");
});

test.each([
  ["never answered", undefined],
  ["answered by a gateway", badGateway],
])("a public user is not taken for our own after a create of its e-mail that was %s", (_, parts) => {
  const history = fresh();
  const seed = userOf(3, { email: "seed@kunze.example" });
  const lost = history.ask("A POST /users", { ...fieldsOf(user), email: seed.email });
  if (parts === undefined) lost.fails();
  else lost.gives(parts);
  history.ask(`A GET /users?email=${seed.email}`).gives(listed([seed]));
  expect(history.ask("anonymous GET /users").gives(listed([seed]))).toEqual([]);
  expect(history.ask("B GET /users/3").gives(shown(seed))).toEqual([]);
});

describe("texts", () => {
  test.each([
    ["invalid GET /users", authenticationFailed],
    ["invalid GET /users", message(401, "invalid token")],
    ["invalid GET /users", message(401, "Unauthorized")],
    ["anonymous POST /users", invalidToken],
    ["anonymous POST /users", json(401, { message: "Authentication failed", id: 7 })],
    ["anonymous POST /users", json(401, {})],
  ] as const)("of a 401 to %s are named when wrong", (line, parts) => {
    const body = line.includes("POST") ? fieldsOf(user) : undefined;
    expect(fresh().ask(line, body).gives(parts)).toContain("unauthorized-texts");
  });

  test.each([
    ["Not found", message(404, "Not found")],
    ["an id in it", message(404, "Resource 9 not found")],
    ["a list", json(404, [{ message: "Resource not found" }])],
  ])("of a 404 are named when wrong: %s", (_, parts) => {
    expect(fresh().ask("A GET /users/9").gives(parts)).toContain("not-found-text");
  });
});

test.each([
  ["invalid GET /users", invalidToken],
  ["anonymous GET /users", listed([])],
] as const)("unauthorized-has-no-budget names a budget shown to %s", (line, parts) => {
  expect(
    fresh()
      .ask(line)
      .gives(withHeaders(parts, { "x-ratelimit-limit": "90" })),
  ).toContain("unauthorized-has-no-budget");
});

describe("no rule of identity alarms on", () => {
  const seed = userOf(5, { email: "seed@example.com" });
  test.each([
    ["a public user read by anyone", "anonymous GET /users/5", shown(seed), undefined],
    ["a write without token on a public user", "anonymous DELETE /users/5", authenticationFailed, undefined],
    ["a write with a token on a public user", "B PATCH /users/5", shown({ ...seed, name: "x" }), { name: "x" }],
    ["B's own create", "B POST /users", created(userOf(8)), fieldsOf(userOf(8))],
    ["an unknown token", "invalid GET /users/7", invalidToken, undefined],
    [
      "a gateway's own limit by the minute, shown to guests",
      "anonymous GET /users",
      withHeaders(listed([seed]), { "x-ratelimit-limit-minute": "60", "x-ratelimit-remaining-minute": "59" }),
      undefined,
    ],
    ["a limiter before the lookup", "B GET /users/7", tooManyRequests, undefined],
    ["a gateway before the lookup", "anonymous GET /users/7", badGateway, undefined],
    ["a caller nobody knows", "unknown GET /users/7", shown(user), undefined],
    ["a caller nobody knows in a list", "unknown GET /users", listed([user]), undefined],
    ["a token in the query", "anonymous POST /users?access-token=redacted", created(userOf(8)), fieldsOf(userOf(8))],
    ["a token in the query of a read", "anonymous GET /users/7?access-token=redacted", shown(user), undefined],
    [
      "a token in the query by another name",
      "anonymous POST /users?access_token=redacted",
      created(userOf(8)),
      fieldsOf(userOf(8)),
    ],
    ["a read with a format's ending", "A GET /users/7.json", shown(user), undefined],
    [
      "a read in XML",
      "A GET /users/7.xml",
      { status: 200, body: "<hash/>", headers: { "content-type": "application/xml" } },
      undefined,
    ],
    ["a deletion in XML", "A DELETE /users/7.xml", { status: 400, body: "<hash/>", headers: {} }, undefined],
    ["malformed JSON before anything else", "invalid POST /users", message(400, "Bad Request"), "{"],
    ["malformed JSON without a token", "anonymous PATCH /users/7", message(400, "Bad Request"), "{"],
    ["a refusal in XML's name", "A GET /users/9.xml", { status: 404, body: "<hash/>", headers: {} }, undefined],
  ] as const)("%s", (_, line, parts: Parts, body) => {
    const history = withUser();
    history.ask(line, body).gives(parts);
    expect(history.end()).toEqual([]);
  });

  test("an id given to a public user after the daily reset", () => {
    const history = withUser();
    history.ask("A GET /users/7").gives(notFound);
    const other = userOf(7, { email: "new@example.com", name: "Other" });
    history.ask("anonymous GET /users").gives(listed([other]));
    expect(history.end()).toEqual([]);
  });

  test("a user deleted while others ask for it", () => {
    const history = withUser();
    const removal = history.ask("A DELETE /users/7");
    history.ask("B GET /users/7").gives(notFound);
    removal.gives(deleted);
    history.ask("anonymous GET /users/7").gives(notFound);
    expect(history.end()).toEqual([]);
  });
});
