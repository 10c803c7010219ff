import { describe, expect, test } from "vitest";
import type { Answer, Header, SentRequest } from "../contract/exchange.ts";
import { maskText } from "../contract/secrets.ts";
import { maskOf } from "./history-source.ts";

const token = `5ecre7/+="&<${"0f1e2d3c".repeat(3)}`;
const { text, outcome } = maskOf([token]);

test.each([
  ["as it is", token],
  ["in another letter case", token.toUpperCase()],
  ["in a URL", encodeURIComponent(token)],
  ["in a form", new URLSearchParams({ token }).toString()],
  ["in JSON", JSON.stringify({ token })],
  ["in HTML", token.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;")],
  ["in hexadecimal", Buffer.from(token).toString("hex")],
])("a token that comes back %s is taken out", (_, echo) => {
  const masked = text(`before ${echo} after`);
  expect(masked).toContain(maskText);
  expect(masked.toLowerCase()).not.toContain("0f1e2d3c");
});

test.each(["", "B", "Be", "Bearer ", "Authorization: Bearer "])(
  "in base64, after %j, no byte of its inside stays",
  (before) => {
    for (const coding of ["base64", "base64url"] as const) {
      const echo = Buffer.from(`${before}${token} and more`).toString(coding);
      const masked = text(echo);
      expect(masked).toContain(maskText);
      const rest = masked.split(maskText).map((part) => Buffer.from(part, coding).toString("latin1"));
      expect(rest.join(" ")).not.toContain("0f1e");
    }
  },
);

test("an answer without a token is the same object: nothing is copied", () => {
  const answer = { kind: "answer", status: 200, headers: [["etag", "x"]], body: "{}" } as const;
  expect(outcome(answer)).toBe(answer);
});

describe("a credential that only its name gives away", () => {
  const { request, outcome, text } = maskOf([]);
  const canary = "canary-7f39c1d2e8";
  const sent = (change: { url?: string; headers?: readonly Header[]; body?: string }): SentRequest => ({
    method: "GET",
    url: "https://h/public/v2/users",
    headers: [],
    token: "A",
    ...change,
  });
  const answer = (headers: readonly Header[], body: string): Answer => ({ kind: "answer", status: 200, headers, body });

  test.each([
    "access-token",
    "access_token",
    "api_key",
    "apikey",
    "key",
    "token",
    "client_secret",
    "auth",
    "Access-Token",
  ])("?%s= is taken out of the address, and nothing else is", (name) => {
    const { url } = request(
      sent({ url: `https://me:${canary}@h/public/v2/users?page=2&${name}=${canary}&per_page=5#x` }),
    );
    expect(url).toBe(`https://h/public/v2/users?page=2&${name}=redacted&per_page=5#x`);
  });

  test.each([
    "authorization",
    "proxy-authorization",
    "cookie",
    "set-cookie",
    "x-api-key",
    "x-auth-token",
    "x-access-token",
  ])("the header %s is taken out", (name) => {
    const headers: readonly Header[] = [
      ["accept", "*/*"],
      [name, `Scheme ${canary}`],
    ];
    expect(request(sent({ headers })).headers).toEqual([
      ["accept", "*/*"],
      [name, maskText],
    ]);
    expect(outcome(answer(headers, "[]"))).toMatchObject({
      headers: [
        ["accept", "*/*"],
        [name, maskText],
      ],
    });
  });

  test.each([
    `{"access_token":"${canary}","id":7}`,
    `{"user":{"password": "${canary}"}}`,
    `grant_type=password&password=${canary}`,
    `{"message":"Bearer ${canary} is no token"}`,
    `see https://h/users?api_key=${canary}`,
  ])("in a body: %s", (body) => {
    const masked = request(sent({ body })).body ?? "";
    expect(masked).not.toContain(canary);
    if (body.startsWith("{")) expect(JSON.parse(masked)).toEqual(expect.any(Object));
    expect(outcome(answer([], body))).toMatchObject({ body: masked });
    expect(text(body)).toBe(masked);
  });

  test("comes back in no answer to the request that carried it", () => {
    for (const change of [
      { url: `https://h/users?api_key=${canary}` },
      { headers: [["x-api-key", canary]] as const },
      { body: `{"token":"${canary}"}` },
    ]) {
      const masked = request(sent(change));
      const echo = answer([["link", `<https://h/users?page=2&k=${canary}>`]], `you are ${canary.toUpperCase()}`);
      expect(JSON.stringify(outcome(echo, masked)).toLowerCase()).not.toContain(canary);
    }
  });

  test("leaves alone what is none, and then copies nothing", () => {
    const plain = sent({
      url: "https://h/users?name=key&page=1",
      headers: [
        ["x-ratelimit-remaining", "89"],
        ["www-authenticate", 'Bearer realm="x"'],
      ],
      body: '{"name":"Token Basic","email":"a@b.example"}',
    });
    expect(request(plain)).toBe(plain);
    const fine = answer(
      [
        ["etag", 'W/"0f1e2d3c"'],
        ["access-control-allow-credentials", "true"],
      ],
      '{"message":"Invalid token"}',
    );
    expect(outcome(fine)).toBe(fine);
  });
});
