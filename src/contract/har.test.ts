import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exchangesOfHar, HarError } from "./har.ts";

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
    headers: [{ name: "Content-Type", value: "application/json" }],
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
    expect(only(entry({})).gaps).toEqual({ before: true });
    const gone = entry({ request: { method: "DELETE" }, response: { status: 204, content: {} } });
    expect(exchangesOfHar(har(gone)).skipped).toHaveLength(1);
    const one = { method: "DELETE", url: "https://gorest.co.in/public/v2/users/1" };
    expect(only(entry({ request: one, response: { status: 204, content: {} } })).gaps).toEqual({ before: true });
  });

  test("keeps fine times, to a date's last digit, and puts entries in order of sending", () => {
    const later = entry({ startedDateTime: "2026-03-01T10:00:01.000+00:00", time: 3 });
    const { exchanges } = exchangesOfHar(har(later, entry({})));
    expect(exchanges.map(({ seq, startUs, endUs, purpose }) => [seq, startUs, endUs, purpose])).toEqual([
      [1, 0, 13_500, "HAR entry 1"],
      [2, 750_000, 754_000, "HAR entry 0"],
    ]);
  });

  test("lays entries end to end when one time is coarse, so that no overlap is invented", () => {
    const { exchanges } = exchangesOfHar(har(entry({}), entry({ startedDateTime: "c. 2021", time: -1 })));
    expect(exchanges.map(({ startUs, endUs, gaps }) => [startUs, endUs, gaps?.times])).toEqual([
      [0, 1, true],
      [2, 3, true],
    ]);
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
        at("http://127.0.0.1:8080/proxy/public/v2/posts"),
        at("http://127.0.0.1:8080/proxy/public/v2/users/7/todos"),
        at("http://127.0.0.1:8080/proxy/public/v2/users", "PUT"),
        at("http://127.0.0.1:8080/proxy/public/v1/users"),
        at("http://127.0.0.1:8080/favicon.ico"),
      ),
    );
    expect(basePath).toBe("/proxy/public/v2");
    expect(exchanges).toHaveLength(1);
    expect(skipped.map(({ index, why }) => `${index} ${why}`)).toEqual([
      "1 another resource: /posts",
      "2 another resource: /users/7/todos",
      "3 no such operation in the spec: PUT /users",
      "4 another version of the API (v1)",
      "5 not under /proxy/public/v2: /favicon.ico",
    ]);
    expect(exchangesOfHar(har(at("http://h/users")), { basePath: "" }).exchanges).toHaveLength(1);
  });

  test("names pages of 20 by default as history, and only those", () => {
    const headers = [header("X-Pagination-Limit", "20")];
    expect(only(entry({ response: { headers } })).gaps?.history).toContain("pages of 20");
    const asked = { url: "https://gorest.co.in/public/v2/users?per_page=20" };
    expect(only(entry({ request: asked, response: { headers } })).gaps?.history).toBeUndefined();
  });

  test.each([
    [null, "the file should be an object"],
    ["x", "the file should be an object"],
    [{}, "log should be an object"],
    [{ log: { entries: {} } }, "log.entries should be a list"],
    [har(entry({}), { request: 1 }), "log.entries[1].request should be an object"],
    [har(entry({ request: { url: "/users" } })), "log.entries[0].request.url should be an absolute URL"],
    [har(entry({ request: { headers: [{ name: 1 }] } })), "log.entries[0].request.headers[0].name should be a text"],
    [har(entry({ response: { status: "fine" } })), "log.entries[0].response.status should be a status code"],
  ])("that is none gets one line that says where: %j", (json, line) => {
    expect(() => exchangesOfHar(json)).toThrow(new HarError(`not a usable HAR: ${line}`));
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
      expect(exchanges).toHaveLength(72);
      expect(count(skipped.map(({ why }) => why.replace(/:.*/, "")))).toEqual({
        "another resource": 12,
        "no such operation in the spec": 2,
        "another version of the API (v1)": 2,
        "not under /public/v2": 2,
      });
      expect(exchanges.map(({ seq }) => seq)).toEqual(exchanges.map((_, i) => i + 1));
    });

    test("name invalid and anonymous callers, leave the others unknown, and list rec#89 as history", () => {
      const { exchanges } = reading();
      expect(count(exchanges.map(({ request }) => request.token))).toEqual({ unknown: 63, invalid: 7, anonymous: 2 });
      expect(exchanges.filter(({ gaps }) => gaps?.history !== undefined).map(({ purpose }) => purpose)).toEqual([
        "HAR entry 89",
      ]);
      expect(exchanges.filter(({ gaps }) => gaps?.headers).length).toBe(16);
      expect(exchanges.every(({ gaps }) => gaps?.before && gaps.times)).toBe(true);
    });
  },
);
