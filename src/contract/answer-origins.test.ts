import { expect, test } from "vitest";
import { createAnswerOrigins } from "./answer-origins.ts";
import type { Exchange } from "./exchange.ts";

const answered = (status: number, body: string): Exchange => ({
  seq: 1,
  request: { method: "GET", url: "https://h.example/public/v2/users", headers: [], token: "A" },
  outcome: { kind: "answer", status, headers: [], body },
  attempt: 1,
  startUs: 0,
  endUs: 1,
});
const own = answered(200, "[]");
const blocked = answered(403, "error code: 1020");
const originsOf = (good: number, foreign: number) => {
  const origins = createAnswerOrigins();
  for (let at = 0; at < good; at++) origins.add(own);
  for (let at = 0; at < foreign; at++) origins.add(blocked);
  return origins;
};

test.each([
  [0, 0, false],
  [0, 1, true],
  [1, 1, false],
  [20, 9, false],
  [20, 10, true],
  [90, 10, false],
  [89, 10, true],
  [1000, 100, false],
])("of %i answers of the service and %i of a gateway: too many are foreign: %s", (good, foreign, tooMany) => {
  const origins = originsOf(good, foreign);
  expect(origins).toMatchObject({ answers: good + foreign, foreign });
  if (!tooMany) expect(origins.tooManyForeign()).toBeUndefined();
  else expect(origins.tooManyForeign()).toMatch(/^\d+ of \d+ answers were not the service's.*Cloudflare answered 403/);
});

test.each([
  [100, 4, false],
  [100, 5, true],
])(
  "after %i answers of the service the last %i of a gateway: it was silent at the end: %s",
  (good, foreign, silent) => {
    const origins = originsOf(good, foreign);
    if (silent) expect(origins.silentAtTheEnd()).toMatch(/^the last 5 answers were not the service's: Cloudflare/);
    origins.add({ ...own, outcome: { kind: "failure", fault: "time", message: "timeout", maybeDone: true } });
    expect(origins.silentAtTheEnd() === undefined).toBe(!silent);
    origins.add(own);
    expect(origins.silentAtTheEnd()).toBeUndefined();
  },
);

test("what got no answer is nobody's word and counts for neither", () => {
  const origins = originsOf(0, 0);
  const { outcome: _, ...rest } = own;
  origins.add({ ...rest, outcome: { kind: "failure", fault: "time", message: "timeout", maybeDone: true } });
  expect(origins).toMatchObject({ answers: 0, foreign: 0 });
  expect(origins.tooManyForeign()).toBeUndefined();
});

test("answers with bytes after their end say as little as a gateway's, whoever broke them", () => {
  const origins = originsOf(80, 0);
  const overrun: Exchange = { ...own, outcome: { kind: "answer", status: 201, headers: [], body: "{", overrun: true } };
  for (let at = 0; at < 10; at++) origins.add(overrun);
  expect(origins.tooManyForeign()).toMatch(/^10 of 90 .*bytes came after the end of a 201$/);
});
