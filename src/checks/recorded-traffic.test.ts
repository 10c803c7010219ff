import { describe, expect, test } from "vitest";
import { rules } from "./rules.ts";
import {
  created,
  deleted,
  fieldsOf,
  json,
  listed,
  notFound,
  shown,
  testHistory,
  tooManyRequests,
  userOf,
  withHeaders,
} from "./testing/history.ts";

/** What rules make of other people's recordings: what came before is unknown, and mostly who asked. */

const before = { before: true } as const;
const fresh = () => testHistory(rules);
const user = userOf(7);
const budget = { "x-ratelimit-limit": "90", "x-ratelimit-remaining": "89", "x-ratelimit-reset": "1" };

describe("a caller whose token was taken out of the recording", () => {
  test("had a valid token where the answer has a budget, so all three headers are due", () => {
    const reset = { ...budget, "x-ratelimit-reset": undefined };
    const broken = fresh()
      .ask("unknown GET /users/7")
      .gives(withHeaders(shown(user), reset), before);
    expect(broken).toContain("rate-headers-on-token");
    expect(
      fresh()
        .ask("unknown GET /users/7")
        .gives(withHeaders(shown(user), budget), before),
    ).toEqual([]);
  });

  test("had a valid token where the limiter refused it, so a 429 is held to its shape", () => {
    const remaining = (count: string) => withHeaders(tooManyRequests, { ...budget, "x-ratelimit-remaining": count });
    expect(fresh().ask("unknown GET /users/7").gives(tooManyRequests, before)).toContain("too-many-requests-shape");
    expect(fresh().ask("unknown GET /users/7").gives(remaining("5"), before)).toContain("too-many-requests-shape");
    expect(fresh().ask("unknown GET /users/7").gives(remaining("0"), before)).toEqual([]);
    expect(
      fresh()
        .ask("unknown GET /users/7")
        .gives(tooManyRequests, { ...before, headers: true }),
    ).toEqual([]);
  });

  test("had a valid token where the answer has a budget, so no cache may keep it", () => {
    const cacheable = { "cache-control": "public, max-age=600" };
    const answer = withHeaders(shown(user), { ...budget, ...cacheable });
    expect(fresh().ask("unknown GET /users/7").gives(answer, before)).toContain("private-answers-not-cacheable");
  });

  test("may have had none where nothing shows one: a public answer needs no budget", () => {
    const cacheable = { "cache-control": "public, max-age=600" };
    expect(
      fresh()
        .ask("unknown GET /users/7")
        .gives(withHeaders(shown(user), cacheable), before),
    ).toEqual([]);
  });

  test("sees two contents of one user under one ETag only by a fault", () => {
    const tagged = (name: string) => withHeaders(shown({ ...user, name }), { etag: '"1"' });
    const history = fresh();
    history.ask("unknown GET /users/7").gives(tagged("a"), before);
    expect(history.ask("unknown GET /users/7").gives(tagged("b"), before)).toContain("etag-follows-content");
  });
});

describe("a user made in the recording", () => {
  test("may be missing later: others may have deleted it unseen", () => {
    const history = fresh();
    history.ask("A POST /users", fieldsOf(user)).gives(created(user), before);
    history.ask("A GET /users/7").gives(notFound, before);
    expect(history.end()).toEqual([]);
  });

  test("is not missing between two sights of it by its maker", () => {
    const history = fresh();
    history.ask("A POST /users", fieldsOf(user)).gives(created(user), before);
    history.ask("A GET /users/7").gives(notFound, before);
    expect(history.ask("A GET /users/7").gives(shown(user), before)).toEqual(["records-stay"]);
  });

  test("may have been deleted by a request whose order with the create is not told", () => {
    const history = fresh();
    const create = history.ask("unknown POST /users", fieldsOf(user));
    const remove = history.ask("unknown DELETE /users/7");
    remove.gives(deleted, before);
    create.gives(created(user), before);
    expect(history.end()).toEqual([]);
  });

  test("has an id that none had which was deleted before", () => {
    const history = fresh();
    history.ask("unknown DELETE /users/7").gives(deleted, before);
    expect(history.ask("unknown POST /users", fieldsOf(user)).gives(created(user), before)).toContain("ids-are-new");
  });
});

describe("what may have happened between two entries of a recording", () => {
  const lines = (gaps?: { readonly before: true }) => {
    const history = fresh();
    const rows = (from: number) =>
      Array.from({ length: 10 }, (_, i) => userOf(from - i, { email: `p${from - i}@s.example` }));
    return { history, rows, gaps };
  };
  const broken = (act: (given: ReturnType<typeof lines>) => void) =>
    [undefined, before].map((gaps) => {
      const given = lines(gaps);
      act(given);
      return given.history.end();
    });

  test("is any number of creates, which push users on to the next page", () => {
    const [live, recorded] = broken(({ history, rows, gaps }) => {
      history.ask("A GET /users").gives(listed(rows(100), { total: 40 }), gaps);
      history.ask("A GET /users?page=2").gives(listed(rows(97), { page: 2, total: 40 }), gaps);
    });
    expect(live).toContain("next-page-goes-on");
    expect(recorded).toEqual([]);
  });

  test("is a reset, after which ids may begin anew", () => {
    const [live, recorded] = broken(({ history, gaps }) => {
      history.ask("A POST /users", fieldsOf(userOf(9))).gives(created(userOf(9)), gaps);
      history.ask("A POST /users", fieldsOf(userOf(7))).gives(created(userOf(7)), gaps);
    });
    expect(live).toContain("ids-grow");
    expect(recorded).toEqual([]);
  });

  test("is a create, so that a user shown in a list need not be public", () => {
    const [live, recorded] = broken(({ history, rows, gaps }) => {
      history.ask("B GET /users").gives(listed(rows(100), { total: 40 }), gaps);
      history.ask("A GET /users/100").gives(notFound, gaps);
      history.ask("B GET /users").gives(listed(rows(100), { total: 40 }), gaps);
    });
    expect(live).toContain("public-users-read-as-listed");
    expect(recorded).toEqual([]);
  });
});

test("a guest is never refused a list, in a recording as elsewhere", () => {
  const refused = json(401, { message: "Invalid token" });
  expect(fresh().ask("anonymous GET /users").gives(refused, before)).toContain("documented-status");
});
