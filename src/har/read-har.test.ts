import { existsSync, readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exchangesOfHar, HarError } from "./read-har.ts";

const entry = (changes: {
  readonly request?: object;
  readonly response?: object;
  readonly [field: string]: unknown;
}): object => ({
  startedDateTime: "2026-03-01T10:00:00.250Z",
  time: 12.5,
  ...changes,
  request: { method: "GET", url: "https://gorest.co.in/public/v2/users", headers: [], ...changes.request },
  response: {
    status: 200,
    headers: [
      { name: "Content-Type", value: "application/json" },
      { name: "Date", value: "Sun, 01 Mar 2026 10:00:00 GMT" },
    ],
    content: { size: 2, mimeType: "application/json", text: "[]" },
    ...changes.response,
  },
});
const har = (...entries: readonly object[]): unknown => ({ log: { version: "1.2", entries } });
const only = (...entries: readonly object[]) => {
  const [exchange] = exchangesOfHar(har(...entries)).exchanges;
  if (exchange === undefined) throw new Error("nothing was read");
  return exchange;
};
const header = (name: string, value: string) => ({ name, value });

describe("a HAR", () => {
  test("has the bodies that were sent in files beside it, with an empty text in their place", () => {
    const json = har(
      entry({
        request: {
          method: "PATCH",
          url: "https://gorest.co.in/public/v2/users/7",
          bodySize: 12,
          postData: { mimeType: "application/json", text: "", params: [], _file: "sent.json" },
        },
      }),
    );
    const attached = (name: string) => (name === "sent.json" ? Buffer.from('{"name":"B"}') : undefined);
    const { exchanges, doubts } = exchangesOfHar(json, { attached, complete: true });
    expect(exchanges[0]?.request.body).toBe('{"name":"B"}');
    expect(doubts).toEqual([]);
  });

  test("keeps no credential and no cookie, wherever it was put", () => {
    const json = har(
      entry({
        request: {
          url: "https://me:canary@gorest.co.in/public/v2/users?access-token=canary#canary",
          headers: [header("Authorization", "Bearer canary"), header("Cookie", "s=canary"), header("Accept", "*/*")],
          cookies: [{ name: "s", value: "canary" }],
        },
        response: { headers: [header("Set-Cookie", "s=canary"), header("ETag", 'W/"1"')] },
      }),
    );
    const { exchanges } = exchangesOfHar(json);
    expect(JSON.stringify(exchanges)).not.toContain("canary");
    expect(exchanges[0]?.request.headers).toEqual([["accept", "*/*"]]);
    expect(exchanges[0]?.outcome).toMatchObject({ kind: "answer", headers: [["etag", 'W/"1"']] });
  });

  test.each([
    [{ request: { headers: [header("Authorization", "Bearer <redacted>")] } }, "unknown"],
    [{}, "unknown"],
    [{ comment: "no Authorization header sent" }, "anonymous"],
    [{ _note: "sent without a token" }, "anonymous"],
    [{ _note: "request carried a deliberately invalid bearer token" }, "invalid"],
    [{ _token: "B" }, "B"],
    [{ _token: "root" }, "unknown"],
  ])("names a caller only where the recorder did: %j", (changes, alias) => {
    expect(only(entry(changes)).request.token).toBe(alias);
  });

  test("says what was not recorded, instead of taking it for absent", () => {
    expect(only(entry({ response: { headers: [] } })).gaps).toMatchObject({ headers: true });
    expect(only(entry({ response: { content: { size: 40 } } })).gaps).toMatchObject({ body: true });
    expect(only(entry({ response: { content: { size: 40, text: "" } } })).gaps).toMatchObject({ body: true });
    expect(only(entry({ comment: "Body abridged" })).gaps).toMatchObject({ body: true });
    expect(only(entry({})).gaps).toEqual({ before: true, headersKept: new Set(["content-type", "date"]) });
    const gone = entry({ request: { method: "DELETE" }, response: { status: 204, content: {} } });
    expect(exchangesOfHar(har(gone)).skipped).toHaveLength(1);
    const one = { method: "DELETE", url: "https://gorest.co.in/public/v2/users/1" };
    expect(only(entry({ request: one, response: { status: 204, content: {} } })).gaps).toEqual({
      before: true,
      headersKept: new Set(["content-type", "date"]),
    });
  });

  test("takes headers that are sent together for dropped together: one that alone is never there was not sent", () => {
    const kept = (...names: readonly string[]) =>
      only(entry({ response: { headers: names.map((name) => ({ name, value: "1" })) } })).gaps?.headersKept;
    expect(kept("X-Pagination-Page")?.has("x-pagination-total")).toBe(true);
    expect(kept("X-Pagination-Page")?.has("x-ratelimit-limit")).toBe(false);
    expect(kept("Content-Type")?.has("x-pagination-total")).toBe(false);
  });

  test("keeps fine times, to a date's last digit, and puts entries in order of sending", () => {
    const later = entry({ startedDateTime: "2026-03-01T10:00:01.000+00:00", time: 3 });
    const { exchanges } = exchangesOfHar(har(later, entry({})));
    expect(exchanges.map(({ seq, startUs, endUs, purpose }) => [seq, startUs, endUs, purpose])).toEqual([
      [1, 0, 13_500, "HAR entry 1"],
      [2, 750_000, 754_000, "HAR entry 0"],
    ]);
  });

  const spans = (...entries: readonly object[]) =>
    exchangesOfHar(har(...entries)).exchanges.map(({ purpose, startUs, endUs }) => [
      Number(purpose?.replace("HAR entry ", "")),
      startUs / 1000,
      endUs / 1000,
    ]);
  const at = (startedDateTime: string, time = -1) => entry({ startedDateTime, time });

  test("lets entries overlap whose order is not told: of one second, without a duration, without a date", () => {
    const seconds = [
      at("2026-03-01T10:00:02Z"),
      at("2026-03-01T10:00:01Z"),
      at("2026-03-01T10:00:01.000Z".slice(0, 19)),
    ];
    expect(spans(...seconds)).toEqual([
      [1, 0, 1000],
      [2, 0, 1000],
      [0, 1000, 2000],
    ]);
    expect(spans(at("2026-03-01T10:00:01.000Z", 0), at("2026-03-01T10:00:01.001Z", 0))).toEqual([
      [0, 0, 2001],
      [1, 1, 2002],
    ]);
    expect(spans(at("2026-03-01T10:00:01Z", 40), at("2026-03-01T10:00:02Z", 40))).toEqual([
      [0, 0, 1040],
      [1, 1000, 2040],
    ]);
    expect(spans(at("c. 2021"), at("2026-03-01T10:00:01Z"), at("2026-03-01T10:00:09Z"))).toEqual([
      [0, 0, 9000],
      [1, 0, 1000],
      [2, 8000, 9000],
    ]);
    expect(only(at("2026-03-01T10:00:01Z")).gaps?.times).toBe(true);
  });

  test("takes the parts of a duration for the whole, and a delay that was asked for with it", () => {
    const timings = { blocked: -1, send: 1, wait: 20, receive: 4 };
    expect(spans(entry({ time: 0, timings }))).toEqual([[0, 0, 26]]);
    const asked = { url: "https://gorest.co.in/public/v2/users?delay=3000" };
    expect(spans(entry({ time: 0, request: asked }))).toEqual([[0, 0, 5001]]);
  });

  test("reads an entry once that is in it twice, and repetitions as what they are", () => {
    const { exchanges, skipped } = exchangesOfHar(har(entry({}), entry({}), at("2026-03-01T10:00:09.000Z", 1)));
    expect(exchanges).toHaveLength(2);
    expect(skipped).toEqual([{ index: 1, why: "a copy of an earlier entry", copy: true }]);
    const seenBy = (startedDateTime: string, id: string) =>
      entry({ startedDateTime, response: { headers: [header("X-Request-Id", id), header("Date", "x")] } });
    const merged = har(seenBy("2026-03-01T10:00:00.250Z", "a"), seenBy("2026-03-01T10:00:00.253Z", "a"));
    expect(exchangesOfHar(merged).exchanges).toHaveLength(1);
    const again = har(seenBy("2026-03-01T10:00:00.250Z", "a"), seenBy("2026-03-01T10:00:00.250Z", "b"));
    expect(exchangesOfHar(again).exchanges).toHaveLength(2);
  });

  test("reads an entry once whose copy lacks bodies, by the id and the date of its answer", () => {
    const headers = [header("X-Request-Id", "a"), header("Date", "x")];
    const seen = (startedDateTime: string, response: object) =>
      entry({ startedDateTime, response: { headers, ...response } });
    const [whole, bare] = [seen("2026-03-01T10:00:00.250Z", {}), seen("2026-03-01T10:00:00.253Z", { content: {} })];
    expect(exchangesOfHar(har(whole, bare)).exchanges).toHaveLength(1);
    const sent = { headers: [header("X-Request-Id", "a")] };
    const again = ["2026-03-01T10:00:00.250Z", "2026-03-01T10:00:01.250Z"].map((startedDateTime) =>
      entry({ startedDateTime, request: sent, response: { headers } }),
    );
    expect(exchangesOfHar(har(...again)).exchanges).toHaveLength(2);
  });

  test.each(["<redacted>", "[REMOVED]", "***", 'W/"<redacted>"'])(
    "leaves out a header that says %j, and says that some are missing",
    (value) => {
      const exchange = only(entry({ response: { headers: [header("Date", "x"), header("ETag", value)] } }));
      expect(exchange.outcome).toMatchObject({ headers: [["date", "x"]] });
      expect(exchange.gaps).toMatchObject({ headers: true });
    },
  );

  test("does not take a body for what was sent when something was taken out of it", () => {
    const text = '{"name":"Ada","email":"<redacted>"}';
    const sent = only(entry({ request: { method: "POST", postData: { mimeType: "application/json", text } } }));
    expect(sent.request.body).toBeUndefined();
    expect(sent.gaps).toMatchObject({ request: true });
    expect(only(entry({ response: { content: { size: 10, text } } })).gaps).toMatchObject({ body: true });
    expect(only(entry({ response: { content: { size: 10, text: "<redacted>" } } })).gaps).toMatchObject({ body: true });
  });

  test("takes headers for incomplete where they are no more than a script in a page may read", () => {
    const few = [header("Content-Type", "application/json"), header("X-Pagination-Total", "4")];
    expect(only(entry({ response: { headers: few } })).gaps).toMatchObject({ headers: true });
    expect(only(entry({ response: { headers: [...few, header("Vary", "Origin")] } })).gaps?.headers).toBeUndefined();
  });

  describe("that kept its tokens", () => {
    const token = (value: string) => ({
      headers: [header("Authorization", `Bearer ${value}`), header("Accept", "*/*")],
    });
    const one = "4f0c2a91d7e85b36".repeat(4);
    const other = "9b3e7d10c2f4a586".repeat(4);
    const guest = { headers: [header("Accept", "*/*")] };
    const users = { url: "https://gorest.co.in/public/v2/users", method: "POST" };
    const made = { status: 201 };
    let second = 0;
    const seen = (request: object, response: object = {}) =>
      entry({ startedDateTime: `2026-03-01T10:00:${String(10 + second++)}.000Z`, request, response });
    const aliases = (...entries: readonly object[]) =>
      exchangesOfHar(har(...entries)).exchanges.map(({ request }) => request.token);

    test("names one caller whom the service knew, and who sent no token", () => {
      expect(
        aliases(seen(token(one)), seen({ ...users, ...token(one) }, made), seen(guest), seen(token(other))),
      ).toEqual(["A", "A", "anonymous", "unknown"]);
    });

    test("names nobody whose token was refused, was never proven, or is a placeholder", () => {
      const make = (value: string) => seen({ ...users, ...token(value) }, made);
      expect(aliases(make(one), seen(token(one), { status: 401 }), seen(guest))).toEqual([
        "unknown",
        "unknown",
        "unknown",
      ]);
      expect(aliases(seen(token(one)), seen(guest))).toEqual(["unknown", "unknown"]);
      expect(aliases(make("x".repeat(64)), seen(guest))).toEqual(["unknown", "unknown"]);
      expect(aliases(make("your-access-token-1234567890"), seen(guest))).toEqual(["unknown", "unknown"]);
    });

    test("does not take for anonymous what has a cookie, a budget, or no headers at all", () => {
      const budget = { headers: [header("X-RateLimit-Limit", "90"), header("Date", "x")] };
      const cookie = { headers: [header("Cookie", "s=1")] };
      expect(
        aliases(seen({ ...users, ...token(one) }, made), seen(cookie), seen(guest, budget), seen({ headers: [] })),
      ).toEqual(["A", "unknown", "unknown", "unknown"]);
    });
  });

  test("decodes base64 bodies and marks bytes that were not UTF-8", () => {
    const text = Buffer.from('[{"name":"Zoë"}]').toString("base64");
    expect(only(entry({ response: { content: { text, encoding: "base64" } } })).outcome).toMatchObject({
      body: '[{"name":"Zoë"}]',
    });
    const broken = Buffer.from([0x22, 0xff, 0x22]).toString("base64");
    expect(only(entry({ response: { content: { text: broken, encoding: "base64" } } })).outcome).toMatchObject({
      body: '"\ufffd"',
      mangled: true,
    });
  });

  test("undoes a coding that the recorder left on, and takes for lost what nobody can read", () => {
    const packed = (bytes: Buffer, coding: string) =>
      only(
        entry({
          response: {
            headers: [header("Content-Encoding", coding), header("Date", "x")],
            content: { size: 9, text: bytes.toString("base64"), encoding: "base64" },
          },
        }),
      );
    const text = '[{"name":"Zoë"}]';
    expect(packed(gzipSync(text), "gzip").outcome).toMatchObject({ body: text });
    expect(packed(brotliCompressSync(text), "br").outcome).toMatchObject({ body: text });
    expect(packed(Buffer.from(text), "gzip").outcome).toMatchObject({ body: text });
    expect(packed(gzipSync(text).subarray(0, 20), "gzip").gaps).toMatchObject({ body: true });
    expect(packed(Buffer.from("28b52ffd00", "hex"), "zstd").gaps).toMatchObject({ body: true });
    const garbled = only(entry({ response: { content: { size: 40, text: "\u001f\ufffd\b" } } }));
    expect(garbled.gaps).toMatchObject({ body: true });
    const unsaid = Buffer.from(text).toString("base64");
    expect(only(entry({ response: { content: { size: 9, text: unsaid } } })).outcome).toMatchObject({ body: text });
  });

  test("takes a JSON body that ends before its size for cut", () => {
    const content = { size: 40, text: '[{"name":"Zo' };
    expect(only(entry({ response: { content } })).gaps).toMatchObject({ body: true });
    expect(only(entry({ response: { content: { ...content, size: 12 } } })).gaps?.body).toBeUndefined();
  });

  test("takes the media type of a sent body from postData where the header was not kept", () => {
    const request = { method: "POST", postData: { mimeType: "application/json", text: '{"name":"x"}' } };
    expect(only(entry({ request })).request).toMatchObject({
      body: '{"name":"x"}',
      headers: [["content-type", "application/json"]],
    });
    const form = { method: "POST", postData: { params: [{ name: "name", value: "x y" }] } };
    expect(only(entry({ request: form })).request.body).toBe("name=x+y");
  });

  test("reads an entry without an answer as a failure that may have been carried out", () => {
    expect(only(entry({ response: { status: 0, _error: "net::ERR_RESET\u0007" } })).outcome).toEqual({
      kind: "failure",
      fault: "transport",
      message: "net::ERR_RESET␇",
      maybeDone: true,
    });
  });

  test("finds the base path anywhere, and lists what is out of scope with the reason", () => {
    const at = (url: string, method = "GET") => entry({ request: { url, method } });
    const { basePath, exchanges, skipped } = exchangesOfHar(
      har(
        at("http://127.0.0.1:8080/proxy/public/v2/users/7"),
        at("http://127.0.0.1:8080/proxy/public/v2/posts", "POST"),
        at("http://127.0.0.1:8080/proxy/public/v2/users/7/albums"),
        at("http://127.0.0.1:8080/proxy/public/v2/users", "PUT"),
        at("http://127.0.0.1:8080/proxy/public/v1/users"),
        at("http://127.0.0.1:8080/favicon.ico"),
      ),
    );
    expect(basePath).toBe("/proxy/public/v2");
    expect(exchanges).toHaveLength(1);
    expect(skipped.map(({ index, why }) => `${index} ${why}`)).toEqual([
      "1 another resource: /posts",
      "2 another resource: /users/7/albums",
      "3 no such operation in the spec: PUT /users",
      "4 another version of the API (v1)",
      "5 not under /proxy/public/v2: /favicon.ico",
    ]);
    expect(exchangesOfHar(har(at("http://h/users")), { basePath: "" }).exchanges).toHaveLength(1);
  });

  test("counts up to each entry what it leaves out of the same service, whose budget it may have cost", () => {
    const at = (url: string, method = "GET") => entry({ request: { url, method } });
    const users = "https://gorest.co.in/public/v2/users";
    const { exchanges } = exchangesOfHar(
      har(at(users), at(`${users}/7`, "HEAD"), at("https://cdn.example/a.js"), at(`${users}/7`), at(`${users}/8`)),
    );
    expect(exchanges.map(({ gaps }) => gaps?.leftOut)).toEqual([0, 1, 1]);
  });

  test("passes over what is not the service's word on users", () => {
    const user = { url: "https://gorest.co.in/public/v2/users/7" };
    const moved = (location: string) =>
      entry({ request: user, response: { status: 302, headers: [header("Location", location), header("Date", "x")] } });
    const xml = entry({
      request: { ...user, headers: [header("Accept", "application/xml")] },
      response: { headers: [header("Content-Type", "application/xml; charset=utf-8")] },
    });
    const worker = entry({ request: user, response: { _fetchedViaServiceWorker: true } });
    const hidden = entry({ request: { url: "https://gorest.co.in/public/v2/users/<redacted>" } });
    const { exchanges, skipped } = exchangesOfHar(
      har(
        entry({ request: user }),
        moved("https://login.example/?to=x"),
        moved("/login"),
        moved("/public/v2/users/8"),
        xml,
        hidden,
        entry({ request: { url: "" } }),
        entry({ request: { url: "/users" } }),
        entry({ request: user, _fromCache: "disk" }),
        entry({ request: user, _fetchType: "Memory Cache" }),
        worker,
      ),
    );
    expect(exchanges.map(({ purpose }) => purpose)).toEqual(["HAR entry 0", "HAR entry 3"]);
    expect(skipped.map(({ index, why }) => `${index} ${why}`)).toEqual([
      "1 a redirect away from the API",
      "2 a redirect away from the API",
      "4 another format than JSON was requested",
      "5 its address was redacted",
      "6 it has no absolute URL",
      "7 it has no absolute URL",
      "8 served from the browser's cache",
      "9 served from the browser's cache",
      "10 served from the browser's cache",
    ]);
  });

  test("names pages of 20 by default as history, and only those", () => {
    const headers = [header("X-Pagination-Limit", "20"), header("Date", "x")];
    expect(only(entry({ response: { headers } })).gaps?.history).toContain("pages of 20");
    const asked = { url: "https://gorest.co.in/public/v2/users?per_page=20" };
    expect(only(entry({ request: asked, response: { headers } })).gaps?.history).toBeUndefined();
  });

  const again = "export the traffic as HAR 1.2";
  test.each([
    [null, `the file should be an object and is null; ${again}`],
    ["x", `the file should be an object and is a text; ${again}`],
    [{}, `log should be an object and is missing; ${again}`],
    [{ log: { entries: {} } }, `log.entries should be a list and is an object; ${again}`],
  ])("that is none gets one line that says what is wrong, where, and how to mend it: %j", (json, line) => {
    expect(() => exchangesOfHar(json)).toThrow(new HarError(`not a usable HAR: ${line}`));
  });

  const mend = "mend that entry or take it out";
  test.each([
    [{ request: 1 }, "log.entries[1].request should be an object and is a number"],
    [5, "log.entries[1] should be an object and is a number"],
    [entry({ request: { url: 7 } }), "log.entries[1].request.url should be a text and is a number"],
    [
      entry({ request: { headers: [{ name: 1 }] } }),
      "log.entries[1].request.headers[0].name should be a text and is a number",
    ],
    [entry({ response: { status: "fine" } }), "log.entries[1].response.status should be a status code and is a text"],
  ])("with a broken entry is read without it, and it is named: %j", (broken, line) => {
    const later = entry({ startedDateTime: "2026-03-01T10:00:09.250Z" });
    const { exchanges, skipped } = exchangesOfHar({ log: { entries: [entry({}), broken, later] } });
    expect(exchanges.map(({ purpose }) => purpose)).toEqual(["HAR entry 0", "HAR entry 2"]);
    expect(skipped).toEqual([{ index: 1, why: `not a usable HAR: ${line}; ${mend}`, broken: true }]);
  });

  test("of any shape is read or refused, never a crash", () => {
    const shape = fc.letrec((tie) => ({
      any: fc.oneof({ maxDepth: 6 }, fc.jsonValue(), tie("log")),
      log: fc.record({ log: fc.record({ entries: fc.array(tie("entry")) }) }, { requiredKeys: ["log"] }),
      entry: fc.record(
        { request: tie("request"), response: tie("response"), time: fc.jsonValue() },
        { requiredKeys: [] },
      ),
      request: fc.record(
        {
          method: fc.constantFrom("GET", 1),
          url: fc.constantFrom("http://h/public/v2/users", "x"),
          headers: fc.jsonValue(),
          postData: fc.jsonValue(),
        },
        { requiredKeys: ["method", "url"] },
      ),
      response: fc.record(
        { status: fc.constantFrom(200, 0, -1), headers: fc.jsonValue(), content: fc.jsonValue() },
        { requiredKeys: ["status"] },
      ),
    }));
    fc.assert(
      fc.property(shape.any, (json) => {
        try {
          expect(exchangesOfHar(json).exchanges).toBeInstanceOf(Array);
        } catch (error) {
          expect(error).toBeInstanceOf(HarError);
        }
      }),
    );
  });
});

const recorded = process.env.GOREST_RECORDED_HAR || "../shared/gorest/recorded.har";

describe.skipIf(!existsSync(recorded))(
  `the public recordings (GOREST_RECORDED_HAR${existsSync(recorded) ? "" : ": no such file"})`,
  () => {
    const reading = () => exchangesOfHar(JSON.parse(readFileSync(recorded, "utf8")));
    const count = (items: readonly string[]) =>
      Object.fromEntries([...new Set(items)].map((item) => [item, items.filter((other) => other === item).length]));

    test("are accounted for to the last of the 90 entries", () => {
      const { exchanges, skipped } = reading();
      expect(exchanges).toHaveLength(84);
      expect(count(skipped.map(({ why }) => why.replace(/:.*/, "")))).toEqual({
        "no such operation in the spec": 2,
        "another version of the API (v1)": 2,
        "not under /public/v2": 2,
      });
      expect(exchanges.map(({ seq }) => seq)).toEqual(exchanges.map((_, i) => i + 1));
    });

    test("name invalid and anonymous callers, leave the others unknown, and list rec#89 as history", () => {
      const { exchanges } = reading();
      expect(count(exchanges.map(({ request }) => request.token))).toEqual({ unknown: 74, invalid: 7, anonymous: 3 });
      expect(exchanges.filter(({ gaps }) => gaps?.history !== undefined).map(({ purpose }) => purpose)).toEqual([
        "HAR entry 89",
      ]);
      expect(exchanges.filter(({ gaps }) => gaps?.headers).length).toBe(17);
      expect(exchanges.every(({ gaps }) => gaps?.before && gaps.times)).toBe(true);
    });
  },
);
