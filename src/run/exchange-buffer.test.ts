import { expect, test } from "vitest";
import type { Exchange } from "../contract/exchange.ts";
import { curlOf, linesOf } from "./exchange-buffer.ts";

const exchange = (seq: number, startUs: number, endUs: number): Exchange => ({
  seq,
  request: { method: "POST", url: "http://127.0.0.1:4010/public/v2/users", headers: [], body: "{}", token: "A" },
  outcome: { kind: "answer", status: 201, headers: [], body: "" },
  attempt: 1,
  startUs,
  endUs,
});
const texts = { expected: "201 and 422", received: "201 twice" };

test("requests that were under way at the same time say so, those that followed each other do not", () => {
  const shown = [exchange(1, 0, 10), exchange(2, 10, 30), exchange(3, 12, 28), exchange(4, 30, 40)];
  expect(linesOf(shown, undefined, texts).map((text) => text.replace(/ A .*/, ""))).toEqual([
    "#1",
    "#2 (together with #3)",
    "#3 (together with #2)",
    "#4",
  ]);
});

test("one request alone is shown as curl where it can show the violation, and not where it takes several", () => {
  const [one, other] = [exchange(1, 0, 10), exchange(2, 20, 32)];
  expect(curlOf("create", one, [one])).toMatch(/^curl /);
  expect(curlOf("create", one, [one, other])).toBe("");
  expect(curlOf("concurrency", one)).toBe("");
  expect(curlOf("rate limit", one)).toBe("");
});
