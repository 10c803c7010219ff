import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { verifyTraffic } from "../../src/cli/verify-traffic.ts";
import { openSavedTraffic } from "../../src/session/saved-traffic.ts";
import { ada, archive, call, id, judged, misread } from "./testing/har-cases.ts";
import { recordSession } from "./testing/third-party-hars.ts";

const one = `/users/${id}`;
const user = { id, ...ada };
const create = (options: object = {}) => call("POST", "/users", { json: ada, shown: user, ...options });
const read = (options: object = {}) => call("GET", one, { shown: user, at: 1, ...options });

describe("a recorder's default is no statement", () => {
  const bare = { "Cache-Control": "no-cache", Vary: "Origin", Date: "Sun, 01 Mar 2026 10:00:02 GMT" };
  test("a header that no answer of the file has was not kept", async () => {
    const { violated, reasons } = await judged(archive("x", create({ headers: bare }), read({ headers: bare })));
    expect(violated).toEqual([]);
    expect(reasons.get("rate-headers-on-token")).toBe("the headers it reads are not in this recording");
  });

  test("a header that other answers of the file have is missing where it is not", async () => {
    const { violated } = await judged(archive("x", create(), read(), read({ at: 2, headers: bare })));
    expect(violated).toEqual(["rate-headers-on-token"]);
  });

  test.each([
    ["size 0", { bodySize: 0 }],
    ["size -1", { bodySize: -1 }],
    ["an empty text", { bodySize: 0, postData: { mimeType: "application/json", text: "" } }],
    ["another length than was sent", { postData: { mimeType: "application/json", text: '{"name":""}' } }],
  ])("a body that was sent and not kept is unknown: %s", async (_, request) => {
    const { exchanges, violated } = await judged(
      archive("WebInspector", create({ request: { postData: undefined, ...request } })),
    );
    expect(exchanges[0]?.request.body ?? "").toBe("");
    expect(exchanges[0]?.gaps).toMatchObject({ request: true });
    expect(violated).toEqual([]);
  });

  test("a Content-Length of 0 says that there was none", async () => {
    const headers = [
      { name: "Content-Length", value: "0" },
      { name: "Content-Type", value: "application/json" },
    ];
    const { violated } = await judged(archive("x", create({ json: undefined, request: { headers } })));
    expect(violated).toContain("invalid-input-is-refused");
  });

  test.each([-999, -1, 0, null, "", undefined, 100])("status %j is no answer", async (status) => {
    const { exchanges, violated } = await judged(archive("x", read({ response: { status } }), read({ at: 2 })));
    expect(exchanges.map(({ outcome }) => outcome.kind)).toEqual(["failure", "answer"]);
    expect(violated).toEqual([]);
  });

  test.each([
    ["Chrome", { response: { _error: "net::ERR_INCOMPLETE_CHUNKED_ENCODING" } }],
    ["Playwright", { response: { _failureText: "net::ERR_ABORTED" } }],
    ["an entry's own", { entry: { _error: "reset" } }],
  ])("what broke off is no answer, and its beginning is kept: %s", async (_, change) => {
    const { exchanges, violated } = await judged(archive("x", read({ shown: '{"id":82', ...change })));
    expect(exchanges[0]?.outcome).toMatchObject({ kind: "failure", partial: { status: 200, body: '{"id":82' } });
    expect(violated).toEqual([]);
  });

  test.each([null, "", undefined])("_error %j is none", async (_error) => {
    const { violated } = await judged(archive("x", read({ shown: "{", response: { _error } })));
    expect(violated).toEqual(["well-formed-json"]);
  });

  test("a body that ends before its Content-Length was not kept whole", async () => {
    const headers = [{ name: "Content-Length", value: "89" }];
    const { violated } = await judged(archive("x", read({ shown: '{"id":82', response: { headers } })));
    expect(violated).toEqual([]);
  });
});

describe("an answer to an accepted write", () => {
  test("shows the e-mail that was sent, or is a violation", async () => {
    const wrong = { ...user, email: "somebody.else@example.org" };
    expect((await judged(archive("x", create({ shown: wrong })))).violated).toEqual(["create-echoes-input"]);
    const update = call("PATCH", one, { json: { email: ada.email }, shown: wrong });
    expect((await judged(archive("x", update))).violated).toEqual(["update-echoes-named-fields"]);
    expect((await judged(archive("x", create()))).violated).toEqual([]);
  });
});

describe("text by another character set", () => {
  const zoe = { ...user, name: "Zoë ’x’ 🙂" };
  test.each(["windows-1252", "windows-1250", "windows-1251", "macintosh", "iso-8859-15"])(
    "of an answer, read as %s, is judged for nothing",
    async (label) => {
      const shown = misread(JSON.stringify({ ...user, name: "Zoë" }), label);
      const { exchanges, violated } = await judged(archive("x", create({ json: { ...ada, name: "Zoë" }, shown })));
      expect(exchanges[0]?.gaps).toMatchObject({ body: true });
      expect(violated).toEqual([]);
    },
  );
  test("of a request is not what was sent", async () => {
    const text = misread(JSON.stringify({ ...ada, name: zoe.name }));
    const request = { headers: [], postData: { mimeType: "application/json", text } };
    expect((await judged(archive("x", create({ shown: zoe, request })))).violated).toEqual([]);
  });
  test("is told from text that only looks foreign", async () => {
    for (const name of ["Zoë", "ÄÖÜ é", "Привет", "漢字 🙂"]) {
      const shown = { ...user, name };
      const { exchanges } = await judged(archive("x", create({ json: { ...ada, name }, shown })));
      expect(exchanges[0]?.gaps?.body, name).toBeUndefined();
      const other = await judged(archive("x", create({ json: { ...ada, name }, shown: { ...user, name: "Zoe" } })));
      expect(other.violated).toEqual(["create-echoes-input"]);
    }
  });
});

describe("an export that is rendered anew", () => {
  const insomnia = "Insomnia REST Client";
  test("holds nothing against the service that its templates changed", async () => {
    const date = "2026-03-01T10:00:00.250Z";
    const { violated, reading } = await judged(
      archive(
        insomnia,
        create({ date, json: { ...ada, email: "ada.9f31@example.com" } }),
        read({ date, shown: { ...user, id: 7 } }),
        call("PATCH", one, { date, json: { name: "Ada L" }, shown: user }),
        call("GET", "/users?name=new", { date, shown: [user] }),
      ),
      { complete: true },
    );
    expect(violated).toEqual([]);
    expect(reading.skipped.map(({ index }) => index)).toEqual([1, 3]);
    expect(reading.exchanges.every(({ gaps }) => gaps?.times && gaps.before)).toBe(true);
  });
  test("still shows an answer that no request excuses", async () => {
    const { violated } = await judged(archive(insomnia, read({ shown: { ...user, status: "sleeping" } })));
    expect(violated).toContain("body-schema");
  });
});

describe("dates", () => {
  const gone = (first: object, second: object) =>
    judged(archive("x", create(), call("DELETE", one, { at: 5, ...first }), read({ at: 9, ...second })));

  test("that leave no doubt give an order", async () => {
    expect((await gone({}, {})).violated).toEqual(["deleted-is-gone"]);
  });
  test("keep their microseconds: what overlaps by 400 µs has no order", async () => {
    const times = [
      { date: "2026-03-01T10:00:05.550990+00:00", time: 0.5 },
      { date: "2026-03-01T10:00:05.551100+00:00", time: 0.7 },
    ] as const;
    expect((await gone(...times)).violated).toEqual([]);
    const later = { date: "2026-03-01T10:00:05.551600+00:00", time: 0.7 };
    expect((await gone(times[0], later)).violated).toEqual(["deleted-is-gone"]);
  });
  test.each(["2026-03-01T10:00:05.000Z", "1970-01-01T00:00:00.000Z", "0001-01-01T00:00:00Z"])(
    "of an export, one for all (%s), give none",
    async (date) => {
      const { violated, exchanges } = await judged(
        archive("x", create({ date }), call("DELETE", one, { date }), read({ date })),
      );
      expect(violated).toEqual([]);
      expect(exchanges.every(({ gaps }) => gaps?.times)).toBe(true);
    },
  );

  const before = { date: "2026-10-25T02:59:50.000", headers: { Date: "Sun, 25 Oct 2026 00:59:50 GMT" } };
  const after = { date: "2026-10-25T02:00:10.000", headers: { Date: "Sun, 25 Oct 2026 01:00:10 GMT" } };
  const across = (first: object, second: object) =>
    judged(archive("x", read({ shown: user, ...first }), call("DELETE", one, second)));
  const order = async (first: object, second: object) => {
    const { exchanges } = await across(first, second);
    const [a, b] = exchanges;
    return a === undefined || b === undefined
      ? ""
      : `${a.request.method}${a.endUs < b.startUs ? " then " : " with "}${b.request.method}`;
  };
  test("of local time are put right by the answers' own Date when the clocks change between them", async () => {
    expect(await order(before, after)).toBe("GET then DELETE");
  });
  test("of local time that go back, without a Date to tell, give no order for an hour", async () => {
    expect(await order({ ...before, headers: {} }, { ...after, headers: {} })).toBe("DELETE with GET");
    expect((await across({ ...before, headers: {} }, { ...after, headers: {} })).violated).toEqual([]);
  });
});

describe("a complete recording", () => {
  test("of a service that is right holds, with its tokens and without", async () => {
    const entries = await recordSession(1, {}, 50);
    const bare = entries.map((entry) => {
      const headers = entry.request.headers.filter(({ name }) => name !== "Authorization");
      return { ...entry, request: { ...entry.request, headers } };
    });
    expect((await judged(archive("x", ...entries), { complete: true })).violated).toEqual([]);
    // Several accounts have nothing to tell them apart then, and the word of one account would be false.
    expect((await judged(archive("x", ...bare))).violated).toEqual([]);
  });

  const stale = (change: (entry: object) => object = (entry) => entry) =>
    archive(
      "WebInspector",
      ...[
        create(),
        call("PATCH", one, { json: { name: "Ada L" }, shown: { ...user, name: "Ada L" }, at: 1 }),
        read({ at: 2 }),
      ].map(change),
    );
  /** As browsers export it: without credentials. */
  const sanitized = (entry: object) => {
    const { request, ...rest } = entry as { request: { headers: { name: string }[] } };
    return {
      ...rest,
      request: { ...request, headers: request.headers.filter(({ name }) => name !== "Authorization") },
    };
  };

  test("is judged by order as a run is; without the word, why not is said", async () => {
    const open = await judged(stale());
    expect(open.violated).toEqual([]);
    expect(open.reasons.get("reads-see-writes") ?? [...open.reasons.values()].join()).toContain("--complete");
    expect((await judged(stale(), { complete: true })).violated.length).toBeGreaterThan(0);
  });
  test("without credentials is of one account", async () => {
    expect((await judged(stale(sanitized))).violated).toEqual([]);
    expect((await judged(stale(sanitized), { complete: true })).violated.length).toBeGreaterThan(0);
  });
  test("is not believed where a body that was sent is missing or an entry is broken", async () => {
    const lost = (entry: object) => {
      const { request, ...rest } = entry as { request: { method: string } };
      return request.method === "PATCH" ? { ...rest, request: { ...request, postData: undefined } } : entry;
    };
    const { violated, reading } = await judged(stale(lost), { complete: true });
    expect(violated).toEqual([]);
    expect(reading.doubts).toEqual(["1 body that was sent is not in it"]);
  });
  test("that is right holds", async () => {
    const fine = archive(
      "x",
      create(),
      read(),
      call("DELETE", one, { at: 3 }),
      read({ at: 5, status: 404, shown: { message: "Resource not found" } }),
    );
    expect((await judged(fine, { complete: true })).violated).toEqual([]);
  });
});

test("entries of other hosts are read no further than their address", async () => {
  const foreign = [
    { request: { url: "https://stats.example/p.gif" }, response: [] },
    { request: { url: "https://stats.example/x", method: 5, headers: "none" }, response: { status: "odd" } },
  ];
  const { reading } = await judged(archive("x", ...foreign, read()));
  expect(reading.exchanges).toHaveLength(1);
  expect(reading.skipped.map(({ why, broken }) => [why, broken])).toEqual([
    ["another host: stats.example", undefined],
    ["another host: stats.example", undefined],
  ]);
});

const cases = process.env.GOREST_CASES || "../shared/cases";
const there = existsSync(cases);

/** The recording that is to be found wrong. */
const right: Readonly<Record<string, readonly string[]>> = {
  "create-shows-another-email.har": ["create-echoes-input"],
};

describe.skipIf(!there)(`the cases that failed once (GOREST_CASES${there ? "" : `: ${cases} is not there`})`, () => {
  const names = there ? readdirSync(cases).filter((name) => /\.z?har$/.test(name)) : [];
  test.each(names)("%s", async (name) => {
    const [saved] = await openSavedTraffic(join(cases, name));
    if (saved === undefined) throw new Error("nothing was read");
    const { verdicts, exchanges } = await verifyTraffic(saved);
    expect(exchanges).toBeGreaterThan(0);
    const violated = verdicts.filter(({ rule, kind }) => kind === "violated" && rule !== "no-content-has-no-type");
    expect(violated.map(({ rule }) => rule)).toEqual(right[name] ?? []);
  });
  test("are several", () => expect(names.length).toBeGreaterThan(5));
});

describe("a recording that is said to be complete", () => {
  const notFoundHeaders = {
    "Cache-Control": "no-cache",
    Vary: "Origin",
    "X-RateLimit-Limit": "90",
    "X-RateLimit-Remaining": "80",
    "X-RateLimit-Reset": "1",
    Date: "Sun, 01 Mar 2026 10:00:00 GMT",
  };
  const change = { ...user, name: "Grace" };

  test("is not, where a request that may have changed something is out of scope", async () => {
    const { violated, reading } = await judged(
      archive(
        "x",
        create(),
        call("PATCH", `/${one}`, { json: { name: "Grace" }, shown: change, at: 1 }),
        read({ shown: change, at: 2 }),
      ),
      { complete: true },
    );
    expect(violated).toEqual([]);
    expect(reading.doubts).toContain("1 request that may have changed something is out of scope");
  });

  test.each([
    [["{{token}}", "{{token}}"], ["records-stay"]],
    [["{{token}}", "{{other}}"], []],
  ])("is of one account where one thing stands in the place of its tokens: %j", async ([first, second], broken) => {
    const as = (token: string | undefined) => ({ headers: [{ name: "Authorization", value: `Bearer ${token}` }] });
    const missing = { status: 404, shown: { message: "Resource not found" }, headers: { ...notFoundHeaders } };
    const { violated } = await judged(
      archive(
        "x",
        create({ request: { ...as(first), postData: { mimeType: "application/json", text: JSON.stringify(ada) } } }),
        read({ request: as(second), at: 1, ...missing }),
        read({ request: as(first), at: 2 }),
      ),
      { complete: true },
    );
    expect(violated).toEqual(broken);
  });

  test("and whose dates have whole seconds has each create before what names its record", async () => {
    const at = { startedDateTime: "2026-03-01T10:00:00Z", time: 0 };
    const { violated } = await judged(
      archive(
        "x",
        create({ entry: { ...at, time: 900 } }),
        call("PATCH", one, { json: { name: "Grace" }, shown: change, entry: { ...at, time: 10 } }),
        read({ shown: change, entry: { ...at, time: 5 } }),
        read({ shown: change, entry: { ...at, startedDateTime: "2026-03-01T10:00:09Z", time: 5 } }),
      ),
      { complete: true },
    );
    expect(violated).toEqual([]);
  });
});
