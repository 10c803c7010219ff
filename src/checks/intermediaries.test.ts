import { describe, expect, test } from "vitest";
import type { Header } from "../contract/exchange.ts";
import { observeOutcome, observeRequest } from "../contract/observation.ts";
import { followMarks } from "./intermediaries.ts";

const base = "https://gorest.co.in/public/v2";
const json: Header = ["content-type", "application/json"];
const user = '{"id":7,"name":"Ada","email":"ada@example.com","gender":"female","status":"active"}';

interface Given {
  readonly method?: string;
  readonly status?: number;
  readonly body?: string;
  readonly marked?: boolean;
}

/** One answer after the other, and whether each is taken for a box's. */
const following = () => {
  const isBare = followMarks();
  let seq = 0;
  return ({ method = "GET", status = 200, body = user, marked = false }: Given): boolean => {
    const request = { method, url: `${base}/users/7`, headers: [], token: "A" as const };
    const headers: readonly Header[] = marked ? [json, ["x-request-id", `id-${seq}`]] : [json];
    const outcome = { kind: "answer" as const, status, headers, body };
    const exchange = { seq: ++seq, request, outcome, startUs: seq, endUs: seq + 1, attempt: 1 };
    return isBare(observeOutcome(observeRequest(exchange, "/public/v2"), exchange));
  };
};
const afterMarks = (marks: number) => {
  const next = following();
  for (let n = 0; n < marks; n++) next({ marked: true });
  return next;
};

describe("an answer without the marks that the service gives all others", () => {
  test.each<readonly [string, Given]>([
    ["a refusal in other words", { status: 403, body: '{"message":"Forbidden"}' }],
    ["a 404 in other words", { status: 404, body: '{"message":"Not Found"}' }],
    ["a success that shows something else", { body: '{"ok":true}' }],
    ["a 204 to a read", { status: 204, body: "" }],
  ])("is a box's: %s", (_, given) => {
    expect(afterMarks(10)(given)).toBe(true);
    expect(afterMarks(9)(given)).toBe(false);
    expect(afterMarks(10)({ ...given, marked: true })).toBe(false);
    const next = afterMarks(10);
    for (let n = 0; n < 30; n++) expect(next(given)).toBe(true);
  });

  test.each<readonly [string, Given]>([
    ["a user", {}],
    ["a list", { body: "[]" }],
    ["the service's own words", { status: 404, body: '{"message":"Resource not found"}' }],
    ["fields that it refuses", { status: 422, body: '[{"field":"name","message":"is no good"}]' }],
    ["a deletion", { method: "DELETE", status: 204, body: "" }],
    ["a refusal of its framework", { status: 400, body: '{"message":"Unexpected end of body input"}' }],
    ["an error of its own", { status: 500, body: '{"message":"Internal Server Error"}' }],
  ])("is the service's where only the service says so: %s", (_, given) => {
    expect(afterMarks(10)(given)).toBe(false);
  });

  test("is the service's where the service leaves them out elsewhere too", () => {
    const next = afterMarks(10);
    for (let n = 0; n < 2; n++) next({});
    expect(next({ status: 403, body: '{"message":"Forbidden"}' })).toBe(false);
  });
});
