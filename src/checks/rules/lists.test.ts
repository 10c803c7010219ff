import { describe, expect, test } from "vitest";
import type { User } from "../../contract/document.ts";
import { rules as allRules } from "../rules.ts";
import {
  badGateway,
  baseUrl,
  created,
  deleted,
  fieldsOf,
  json,
  listed,
  make,
  marker,
  notFound,
  type Parts,
  shown,
  type TestHistory,
  testHistory,
  userOf,
  withHeaders,
} from "../testing/history.ts";

const clauses: readonly string[] = ["every answer", "lists", "identity"];
const rules = allRules.filter(({ clause }) => clauses.includes(clause));
const fresh = () => testHistory(rules);
const once = (line: string, parts: Parts) => fresh().ask(line).gives(parts);
/** Users of the service's own, newest first. */
const seeds = (count: number, from = 1000): readonly User[] =>
  Array.from({ length: count }, (_, i) => userOf(from - i, { email: `seed${from - i}@example.com` }));
/** A history with so many own users, ids from 11 up; newest first. */
const withOwn = (count: number, values: (i: number) => Partial<User> = () => ({})): [TestHistory, readonly User[]] => {
  const history = fresh();
  const users = Array.from({ length: count }, (_, i) => make(history, userOf(11 + i, values(i))));
  return [history, users.reverse()];
};
const mine = `/users?email=${marker}`;
const link = (page: number) => `${baseUrl}/users?page=${page}`;

describe("a list's word on itself, seen in one answer", () => {
  const page = (rows: number, paging: Parameters<typeof listed>[1], headers: Parts["headers"] = {}) =>
    withHeaders(listed(seeds(rows), paging), headers);
  test.each([
    ["more rows than the page size", "page-holds-limit", "?per_page=5", page(10, { limit: 5, total: 50 })],
    ["per_page ignored", "page-holds-limit", "?per_page=5", page(10, { limit: 10, total: 50 })],
    ["one row too many", "page-holds-limit", "", page(11, { total: 237 })],
    ["one row too few on a full page", "page-holds-limit", "", page(9, { total: 237 })],
    ["one row too few on page 2", "page-holds-limit", "?page=2", page(9, { page: 2, total: 237 })],
    ["an empty page in the middle", "page-holds-limit", "?page=3", page(0, { page: 3, total: 237 })],
    ["99 rows of 100", "page-holds-limit", "?per_page=100", page(99, { limit: 100, total: 237 })],
    ["101 rows of 100", "page-holds-limit", "?per_page=100", page(101, { limit: 100, total: 237 })],
    ["no rows for per_page=1", "page-holds-limit", "?per_page=1", page(0, { limit: 1, total: 237 })],
    ["a total that ignores the filter", "page-holds-limit", "?gender=female", page(3, { total: 237 })],
    ["per_page=101 honoured", "limit-header-is-page-size", "?per_page=101", page(101, { limit: 101, total: 237 })],
    ["per_page=101 clamped", "limit-header-is-page-size", "?per_page=101", page(100, { limit: 100, total: 237 })],
    ["per_page=100 not honoured", "limit-header-is-page-size", "?per_page=100", page(10, { total: 237 })],
    ["a default of 20", "limit-header-is-page-size", "", page(20, { limit: 20, total: 237 })],
    ["a limit header that is always 10", "limit-header-is-page-size", "?per_page=5", page(5, { limit: 10, total: 5 })],
    ["pages rounded down", "pages-is-total-over-limit", "", page(10, { total: 237 }, { "x-pagination-pages": "23" })],
    ["pages one too many", "pages-is-total-over-limit", "", page(10, { total: 240 }, { "x-pagination-pages": "25" })],
    [
      "pages by the default size",
      "pages-is-total-over-limit",
      "?per_page=5",
      page(5, { limit: 5, total: 50 }, { "x-pagination-pages": "5" }),
    ],
    [
      "page always 1",
      "page-header-is-page-asked",
      "?page=2",
      page(10, { page: 2, total: 237 }, { "x-pagination-page": "1" }),
    ],
    ["page counted from 0", "page-header-is-page-asked", "", page(10, { total: 237 }, { "x-pagination-page": "2" })],
    [
      "a next link on the last page",
      "links-follow-pages",
      "?page=2",
      page(10, { page: 2, total: 20 }, { "x-links-next": link(3) }),
    ],
    ["no next link in the middle", "links-follow-pages", "", page(10, { total: 237 }, { "x-links-next": "" })],
    [
      "a next link with one slash before its host",
      "links-follow-pages",
      "",
      page(10, { total: 237 }, { "x-links-next": link(2).replace("//", "/") }),
    ],
    ["a next link to this page", "links-follow-pages", "", page(10, { total: 237 }, { "x-links-next": link(1) })],
    ["a next link two further", "links-follow-pages", "", page(10, { total: 237 }, { "x-links-next": link(3) })],
    ["a previous link on page 1", "links-follow-pages", "", page(10, { total: 237 }, { "x-links-previous": link(1) })],
    [
      "no previous link on page 2",
      "links-follow-pages",
      "?page=2",
      page(10, { page: 2, total: 237 }, { "x-links-previous": "" }),
    ],
    [
      "a previous link to page 1 from 3",
      "links-follow-pages",
      "?page=3",
      page(10, { page: 3, total: 237 }, { "x-links-previous": link(1) }),
    ],
    [
      "a current link to another page",
      "links-follow-pages",
      "?page=2",
      page(10, { page: 2, total: 237 }, { "x-links-current": link(1) }),
    ],
    [
      "a link that names two pages",
      "links-follow-pages",
      "",
      page(10, { total: 237 }, { "x-links-next": `${link(2)}&page=1` }),
    ],
    ["a relative link", "links-follow-pages", "", page(10, { total: 237 }, { "x-links-next": "/users?page=2" })],
    [
      "a link to another path",
      "links-follow-pages",
      "",
      page(10, { total: 237 }, { "x-links-next": `${baseUrl}/posts?page=2` }),
    ],
    [
      "a link without a page",
      "links-follow-pages",
      "",
      page(10, { total: 237 }, { "x-links-next": `${baseUrl}/users` }),
    ],
    ["a page far beyond the end", "beyond-the-end-is-empty", "?page=99", page(7, { page: 99, total: 237 })],
    ["a page beyond any end", "beyond-the-end-is-empty", "?page=2000000", page(7, { page: 1, total: 0 })],
    ["oldest first", "newest-first", "", listed([...seeds(10)].reverse(), { total: 237 })],
    ["two rows swapped at the end", "newest-first", "", listed([userOf(9), userOf(7), userOf(8)])],
    ["a row twice", "page-has-no-duplicates", "", listed([userOf(9), userOf(9), userOf(8)])],
    ["a row again at the end", "page-has-no-duplicates", "", listed([userOf(9), userOf(8), userOf(9)])],
  ])("%s breaks %s", (_, rule, query, parts) => {
    expect(once(`anonymous GET /users${query}`, parts)).toContain(rule);
  });
});

describe("filter-matches-every-item", () => {
  const row = userOf(9, { name: "Tonny Stark", email: "tonny@example.com", gender: "male", status: "active" });
  test.each([
    ["another gender", "gender=female"],
    ["another status", "status=inactive"],
    ["the second filter ignored", "gender=male&status=inactive"],
    ["either filter in place of both", "name=stark&gender=female"],
    ["a name without the text", "name=peter"],
    ["an e-mail without the text", "email=peter"],
    ["the name searched for the e-mail", "email=stark"],
    ["another id", "id=8"],
    ["the id as a part", "id=99"],
    ["a value that is no gender", "gender=other"],
    ["a value that is no status", "status=activ"],
    ["a word for an id", "id=s"],
  ])("names %s (%s)", (_, query) => {
    expect(once(`A GET /users?${query}`, listed([row]))).toContain("filter-matches-every-item");
  });

  test.each([
    "name=STARK",
    "name=ny%20st",
    "email=TONNY@EXAMPLE",
    "gender=male&status=active",
    "gender=Male",
    "id=9",
    "name=",
    "gender=",
    "name=T%25k",
    "name=t_nny",
    "name=stark%20",
    "foo=1",
    "name=%C3%A9",
    "status=1",
    "name[]=x",
    "gender=female&gender=male",
  ])("accepts or leaves open %s", (query) => {
    expect(once(`A GET /users?${query}`, listed([row]))).toEqual([]);
  });
});

test("letters of any alphabet are no signs: a name that has only letters besides contains no text with others", () => {
  const row = userOf(9, { name: "\u00e9\u00e9 \u00df \u674e & @" });
  const shownFor = (name: string) => once(`A GET /users?name=${encodeURIComponent(name)}`, listed([row]));
  for (const text of ["e & @ +", "# e", "3", "\u00e9-", "O'N"])
    expect(shownFor(text), text).toContain("filter-matches-every-item");
  // What a database takes for the same letters is its own affair.
  for (const text of ["ee ss", "E SS li & @", " & ", "zz"]) expect(shownFor(text), text).toEqual([]);
  // A sign of another width, and letters that stand for words with blanks between.
  for (const name of ["\u00e9 \uff03", "\ufdfa"])
    for (const text of ["%23", "a%20a"])
      expect(once(`A GET /users?name=${text}`, listed([userOf(9, { name })])), name).toEqual([]);
});

describe("list-shows-own-records", () => {
  test("names a create that its filter never shows, once the record is seen alive", () => {
    const [history] = withOwn(1);
    expect(history.ask(`A GET ${mine}`).gives(listed([]))).toEqual([]);
    expect(history.ask("A GET /users/11").gives(shown(userOf(11)))).toContain("list-shows-own-records");
  });

  test("takes a successful delete as proof that the record was there", () => {
    const [history] = withOwn(1);
    history.ask(`A GET ${mine}`).gives(listed([]));
    expect(history.ask("A DELETE /users/11").gives(deleted)).toContain("list-shows-own-records");
  });

  test("names a missing newest record on page 1 of everything, whatever others write", () => {
    const [history] = withOwn(2);
    const rows = [userOf(30, { email: "new@example.com" }), userOf(11), ...seeds(8, 9)];
    expect(history.ask("A GET /users").gives(listed(rows, { total: 500 }))).toContain("list-shows-own-records");
  });

  test.each([
    ["by a filter that looks at the beginning only", (u: User) => `name=${u.name.slice(3)}`],
    ["by a filter that minds the case", (u: User) => `name=${u.name.toUpperCase()}`],
    ["by its id", (u: User) => `id=${u.id}`],
    ["by its e-mail", (u: User) => `email=${u.email}`],
    ["by its e-mail in capitals", (u: User) => `email=${u.email.toUpperCase()}`],
    ["by all filters", (u: User) => `gender=female&status=active&id=${u.id}&name=${u.name}`],
  ])("names a record not found %s", (_, query) => {
    const [history, [user]] = withOwn(1, () => ({ name: "Zoe Quill" }));
    if (user === undefined) throw new Error("no user");
    history.ask(`A GET /users?${query(user).replaceAll(" ", "%20")}`).gives(listed([]));
    expect(history.ask("A GET /users/11").gives(shown(user))).toContain("list-shows-own-records");
  });

  test("names a record that a filter does not find under its new value", () => {
    const [history] = withOwn(2);
    history.ask("A PATCH /users/12", { name: "Zoe" }).gives(shown(userOf(12, { name: "Zoe" })));
    history.ask("A GET /users?name=Zoe").gives(listed([]));
    expect(history.ask("A GET /users/11").gives(shown(userOf(11)))).toContain("list-shows-own-records");
  });

  test("names a filtered list that lost all but the newest match at once, for something older is there", () => {
    const [history, [newest, , oldest]] = withOwn(3);
    expect(history.ask(`A GET ${mine}`).gives(listed([newest, oldest], { total: 3 }))).toContain(
      "list-shows-own-records",
    );
  });

  test("is inconclusive when the missing records are never seen again", () => {
    const [history] = withOwn(2);
    history.ask(`A GET ${mine}`).gives(listed([]));
    history.ask("A GET /users/11").gives(notFound);
    make(history, userOf(40));
    history.ask(`A GET ${mine}`).gives(listed([userOf(40)]));
    expect(history.end()).toEqual([]);
    expect(history.verdict("list-shows-own-records")?.inconclusive).toBe(1);
  });

  test("leaves out what is in doubt: a create in flight, a delete in flight, another page", () => {
    const [history, users] = withOwn(2);
    const list = history.ask(`A GET ${mine}`);
    make(history, userOf(13));
    list.gives(listed(users));
    const removal = history.ask("A DELETE /users/13");
    history.ask(`A GET ${mine}`).gives(listed(users));
    removal.gives(deleted);
    history.ask(`A GET ${mine}&page=2&per_page=1`).gives(listed(users.slice(1), { page: 2, limit: 1 }));
    expect(history.end()).toEqual([]);
  });
});

describe("total-counts-matches", () => {
  test("an empty later page that says there is nobody, though the caller has users enough for it", () => {
    const [history] = withOwn(3);
    history.ask(`A GET ${mine}&per_page=1&page=2`).gives(listed([], { page: 2, limit: 1, total: 0 }));
    expect(history.ask("A GET /users/11").gives(shown(userOf(11)))).toContain("total-counts-matches");
  });

  test.each([
    ["one too many", 3],
    ["everything", 237],
  ])("names a total of %s", (_, total) => {
    const [history, users] = withOwn(2);
    expect(history.ask(`A GET ${mine}`).gives(listed(users, { total }))).toContain("total-counts-matches");
  });

  test("names a total that is one too few while all are shown", () => {
    const [history, users] = withOwn(2);
    expect(history.ask(`A GET ${mine}`).gives(listed(users, { total: 1 }))).toContain("total-counts-matches");
  });

  test("names a stale total of nothing once a record is seen alive", () => {
    const [history] = withOwn(2);
    history.ask(`A GET ${mine}`).gives(listed([], { total: 0 }));
    expect(history.ask("A GET /users/11").gives(shown(userOf(11)))).toContain("total-counts-matches");
  });

  test("names a total that still counts the deleted", () => {
    const [history, [newest, older]] = withOwn(2);
    history.ask(`A DELETE /users/${newest?.id}`).gives(deleted);
    expect(history.ask(`A GET ${mine}`).gives(listed([older], { total: 2 }))).toContain("total-counts-matches");
  });

  test("names a total that ignores the second filter", () => {
    const [history, users] = withOwn(2, (i) => ({ gender: i === 0 ? "male" : "female" }));
    const women = users.filter(({ gender }) => gender === "female");
    expect(history.ask(`A GET ${mine}&gender=female`).gives(listed(women, { total: 2 }))).toContain(
      "total-counts-matches",
    );
  });

  test("counts a create whose answer was lost as one that may be there", () => {
    const [history, users] = withOwn(2);
    history.ask("A POST /users", fieldsOf(userOf(13))).fails();
    history.ask(`A GET ${mine}`).gives(listed(users));
    history.ask(`A GET ${mine}`).gives(listed([userOf(13), ...users]));
    history.ask("A POST /users", fieldsOf(userOf(14))).gives(badGateway);
    history.ask(`A GET ${mine}`).gives(listed([userOf(14), userOf(13), ...users]));
    expect(history.end()).toEqual([]);
  });
});

describe("walk-yields-each-once", () => {
  const walk = (pages: readonly (readonly number[])[], count: number) => {
    const [history] = withOwn(count);
    return pages.flatMap((ids, i) =>
      history.ask(`A GET ${mine}&per_page=2&page=${i + 1}`).gives(
        listed(
          ids.map((id) => userOf(id)),
          { page: i + 1, limit: 2, total: count },
        ),
      ),
    );
  };
  test.each([
    [
      "the last row of page 1 again on page 2",
      [
        [15, 14],
        [14, 13],
        [12, 11],
      ],
    ],
    ["a row skipped between two pages", [[15, 14], [12, 11], [11]]],
    ["page 2 the same as page 1", [[15, 14], [15, 14], [11]]],
    ["page 1 the second", [[13, 12], [13, 12], [11]]],
    ["each page cut before it is ordered", [[12, 11], [14, 13], [15]]],
    ["a last page that repeats the one before", [[15, 14], [13, 12], [12]]],
  ])("names %s", (_, pages) => {
    expect(walk(pages, 5)).toContain("walk-yields-each-once");
  });

  test("holds for a whole walk, with multiples of the page size too", () => {
    expect(walk([[15, 14], [13, 12], [11]], 5)).toEqual([]);
    expect(walk([[14, 13], [12, 11], []], 4)).toEqual([]);
  });

  test("names an empty last page", () => {
    expect(walk([[15, 14], [13, 12], []], 5)).toContain("page-holds-limit");
  });
});

test("beyond-the-end-is-empty names the run's own last page shown again", () => {
  const [history, users] = withOwn(2);
  expect(history.ask(`A GET ${mine}&page=2`).gives(listed(users, { page: 2, total: 2 }))).toContain(
    "beyond-the-end-is-empty",
  );
});

describe("pages-skip-nobody", () => {
  const look = (history: ReturnType<typeof fresh>, rows: readonly User[], page: number, limit: number) => {
    history.ask(`A GET /users?per_page=${limit}&page=${page}`).gives(listed(rows, { page, limit, total: 300 }));
  };
  const large = seeds(40);

  test("names a page that begins one row too late, though nobody before it is gone", () => {
    const history = fresh();
    look(history, large, 1, 40);
    look(history, large.slice(11, 21), 2, 10);
    look(history, large, 1, 40);
    expect(history.end()).toEqual(["pages-skip-nobody"]);
  });

  test("names a large page that lacks a row, which small ones show before and after", () => {
    const history = fresh();
    look(history, large.slice(10, 20), 2, 10);
    look(history, [...large.filter((_, at) => at !== 14), ...seeds(1, 900)], 1, 40);
    look(history, large.slice(10, 20), 2, 10);
    expect(history.end()).toEqual(["pages-skip-nobody"]);
  });

  test("allows what others delete, and create, between two looks", () => {
    const history = fresh();
    look(history, large, 1, 40);
    // The newest three are deleted, then one is made.
    look(history, large.slice(13, 23), 2, 10);
    look(history, large.slice(12, 22), 2, 10);
    look(history, [...large.slice(3), ...seeds(3, 900)], 1, 40);
    expect(history.end()).toEqual([]);
  });

  test("says nothing of filtered lists: who passes now need not have passed then", () => {
    const history = fresh();
    look(history, large, 1, 40);
    history.ask("A GET /users?status=active&page=2").gives(listed(large.slice(20, 30), { page: 2, total: 40 }));
    look(history, large, 1, 40);
    expect(history.broken()).not.toContain("pages-skip-nobody");
  });
});

describe("next-page-goes-on", () => {
  const pages = (first: readonly User[], second: readonly User[], limit: number) => {
    const history = fresh();
    history.ask(`anonymous GET /users?per_page=${limit}`).gives(listed(first, { limit, total: 300 }));
    history.ask(`anonymous GET /users?per_page=${limit}&page=2`).gives(listed(second, { page: 2, limit, total: 300 }));
    return history.end();
  };

  test("names a page that shows half of the one before again", () => {
    expect(pages(seeds(100), seeds(100, 950), 100)).toEqual(["next-page-goes-on"]);
    expect(pages(seeds(10), seeds(10, 997), 10)).toEqual(["next-page-goes-on"]);
  });

  test("allows what others have pushed on to it", () => {
    expect(pages(seeds(100), seeds(100, 900), 100)).toEqual([]);
    expect(pages(seeds(100), seeds(100, 920), 100)).toEqual([]);
    expect(pages(seeds(10), seeds(10, 994), 10)).toEqual([]);
  });

  test("allows what the run itself has pushed on to it, before its create was answered as well", () => {
    const history = fresh();
    const slow = history.ask("A POST /users", fieldsOf(userOf(2000)));
    history.ask("anonymous GET /users").gives(listed(seeds(10), { total: 300 }));
    for (let id = 2001; id < 2006; id++) make(history, userOf(id));
    slow.gives(created(userOf(2000)));
    history.ask("anonymous GET /users?page=2").gives(listed(seeds(10, 997), { page: 2, total: 300 }));
    expect(history.broken()).not.toContain("next-page-goes-on");
  });
});

describe("list-shows-current-values", () => {
  test.each([
    ["an old name", { name: "Name 11" }],
    ["an old e-mail", { email: userOf(11).email }],
    ["a value nobody sent", { status: "inactive" as const }],
  ])("names %s", (_, values) => {
    const [history] = withOwn(1);
    const now = userOf(11, { name: "Zoe", email: `z.${marker}@example.com` });
    history.ask("A PATCH /users/11", { name: now.name, email: now.email }).gives(shown(now));
    expect(history.ask("A GET /users").gives(listed([{ ...now, ...values }]))).toContain("list-shows-current-values");
  });

  test("names another's value in a row", () => {
    const [history, [second, first]] = withOwn(2);
    const rows = [second, { ...first, name: second?.name }];
    expect(history.ask(`A GET ${mine}`).gives(listed(rows))).toContain("list-shows-current-values");
  });

  test("takes old and new value while the update is under way, and after it was lost", () => {
    const [history] = withOwn(1);
    const update = history.ask("A PATCH /users/11", { name: " Zoe " });
    for (const name of ["Name 11", "Zoe"]) {
      history.ask(`A GET ${mine}`).gives(listed([userOf(11, { name })]));
    }
    update.fails();
    history.ask(`A GET ${mine}`).gives(listed([userOf(11, { name: "Zoe" })]));
    expect(history.end()).toEqual([]);
  });
});

describe("no rule of lists alarms on", () => {
  test.each([
    ["an empty list with no pages", "?name=nobody", listed([], { total: 0 })],
    ["an empty list with one page", "?name=nobody", withHeaders(listed([]), { "x-pagination-pages": "1" })],
    ["a page of 1", "?per_page=1", listed(seeds(1), { limit: 1, total: 237 })],
    ["a page of 100", "?per_page=100", listed(seeds(100), { limit: 100, total: 237 })],
    ["per_page=150 taken for none", "?per_page=150", listed(seeds(10), { total: 237 })],
    ["page=-1 taken for 1", "?page=-1", listed(seeds(10), { total: 237 })],
    ["per_page=0 taken for 10", "?per_page=0", listed(seeds(10), { total: 237 })],
    ["per_page=0 taken for 1", "?per_page=0", listed(seeds(1), { limit: 1, total: 237 })],
    ["per_page=abc refused with nothing", "?per_page=abc", listed([], { total: 0 })],
    ["a last page", "?page=24", listed(seeds(7), { page: 24, total: 237 })],
    ["a last page that lost rows meanwhile", "?page=24", listed(seeds(5), { page: 24, total: 237 })],
    ["a last page that gained a row meanwhile", "?page=24", listed(seeds(8), { page: 24, total: 237 })],
    ["a page just begun meanwhile", "?page=25", listed(seeds(1), { page: 25, total: 240 })],
    [
      "a page beyond the end that says it is page 1 of none",
      "?page=99",
      withHeaders(json(200, []), {
        ...listed([], { total: 0 }).headers,
      }),
    ],
    ["a page beyond the end with its own number", "?page=99", listed([], { page: 99, total: 237 })],
    [
      "links that keep filters and page size",
      "?per_page=5&page=2",
      withHeaders(listed(seeds(5), { page: 2, limit: 5, total: 50 }), {
        "x-links-current": `${baseUrl}/users?page=2&per_page=5`,
        "x-links-next": `${baseUrl}/users?per_page=5&page=3`,
        "x-links-previous": `${baseUrl}/users?page=1&per_page=5`,
      }),
    ],
    [
      "ids too long for a number",
      "",
      {
        ...listed([0, 0], { total: 2 }),
        body: `[${[3, 3].map(() => JSON.stringify(userOf(1, { email: "s@example.com" })).replace('"id":1', '"id":9007199254740993')).join()}]`,
        headers: { ...listed([0, 0], { total: 2 }).headers, etag: undefined },
      },
    ],
  ])("%s", (_, query, parts) => {
    const history = fresh();
    history.ask(`anonymous GET /users${query}`).gives(parts);
    expect(history.end()).toEqual([]);
  });

  test("users of earlier runs and of others between one's own, and a walk that others shift", () => {
    const [history, users] = withOwn(2);
    const old = seeds(10, 10);
    history.ask("A GET /users").gives(listed([...users, ...old.slice(0, 8)], { total: 12 }));
    const other = userOf(99, { email: "other@example.com" });
    history.ask("A GET /users").gives(listed([other, ...users, ...old.slice(0, 7)], { total: 13 }));
    history.ask("A GET /users?page=2").gives(listed(old.slice(7), { page: 2, total: 13 }));
    expect(history.end()).toEqual([]);
  });

  test("a daily reset that leaves what was made after it", () => {
    const [history] = withOwn(4);
    history.ask(`A GET ${mine}&per_page=2&page=2`).gives(listed([], { page: 2, limit: 2, total: 0 }));
    const late = make(history, userOf(50));
    history.ask(`A GET ${mine}`).gives(listed([late]));
    history.ask(`A GET ${mine}&per_page=1`).gives(listed([late], { limit: 1 }));
    history.ask("A GET /users/12").gives(notFound);
    history.ask("A GET /users").gives(listed([late, ...seeds(9, 9)], { total: 300 }));
    history.ask("A DELETE /users/50").gives(deleted);
    expect(history.end()).toEqual([]);
  });

  test("creates, updates and deletes that overlap a list", () => {
    const [history, [second, first]] = withOwn(2);
    if (second === undefined || first === undefined) throw new Error("no users");
    const early = history.ask(`A GET ${mine}`);
    const late = history.ask(`A GET ${mine}`);
    const create = history.ask("A POST /users", fieldsOf(userOf(13)));
    const update = history.ask(`A PATCH /users/${first.id}`, { email: "else@example.com" });
    const removal = history.ask(`A DELETE /users/${second.id}`);
    create.gives(created(userOf(13)));
    update.gives(shown({ ...first, email: "else@example.com" }));
    removal.gives(deleted);
    early.gives(listed([userOf(13), first], { total: 3 }));
    late.gives(listed([second], { total: 1 }));
    expect(history.end()).toEqual([]);
  });
});
