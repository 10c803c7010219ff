import { expect, test } from "vitest";
import { skippingClock, virtualClock } from "../contract/clock.ts";
import type { Exchange } from "../contract/exchange.ts";
import { createWall, timeLimit } from "./stops.ts";

const answered = (status: number, body: string): Exchange => ({
  seq: 1,
  request: { method: "GET", url: "https://h.example/public/v2/users", headers: [], token: "A" },
  outcome: { kind: "answer", status, headers: [], body },
  attempt: 1,
  startUs: 0,
  endUs: 1,
});

test("twelve answers of a gateway in a row stop the load and name it; one of the service's begins the count anew", () => {
  const wall = createWall({ wallMs: () => Date.UTC(2026, 10, 30, 12) });
  for (let at = 0; at < 11; at++) wall.add(answered(403, "error code: 1020"));
  wall.add(answered(200, "[]"));
  for (let at = 0; at < 11; at++) wall.add(answered(403, "error code: 1020"));
  expect([wall.signal.aborted, wall.reason()]).toEqual([false, undefined]);
  wall.add(answered(403, "error code: 1020"));
  expect(wall.signal.aborted).toBe(true);
  expect(wall.reason()).toContain("Cloudflare answered 403");
});

test("twelve refusals in a row of a token that was accepted before stop the load and say since when; of one that never was they do not", () => {
  const refused = answered(401, '{"message":"Invalid token"}');
  const ended = createWall({ wallMs: () => Date.UTC(2026, 10, 30, 12) });
  ended.add(answered(200, "[]"));
  expect(Array.from({ length: 12 }, () => ended.add(refused))).not.toContain(false);
  expect([ended.signal.aborted, ended.tokenEnded]).toEqual([true, true]);
  expect(ended.reason()).toContain("stopped being accepted at 2026-11-30T12:00:00Z (12 times in a row 401");
  const never = createWall({ wallMs: () => 0 });
  for (let at = 0; at < 20; at++) never.add(refused);
  expect(never.reason()).toBeUndefined();
});

test("scenarios end while cleaning up is still in time, and it takes longer the more there is to clean", async () => {
  const clock = virtualClock();
  let cleaningS = 2;
  const time = timeLimit(clock, 60, () => cleaningS);
  expect(time.leftS()).toBe(58);
  await clock.sleep(40_000);
  expect(time.ending.stop.aborted).toBe(false);
  cleaningS = 20;
  await clock.sleep(300);
  expect([time.ending.stop.aborted, time.ending.over.aborted]).toEqual([true, false]);
  await clock.sleep(20_000);
  expect(time.ending.over.aborted).toBe(true);
  time.ending.done();
});

test("half of the time at the most is kept for cleaning up", () => {
  expect(timeLimit(virtualClock(), 10, () => 3600).leftS()).toBe(5);
});

test("a run that may take as long as it takes is never stopped", async () => {
  const clock = virtualClock();
  const time = timeLimit(clock, undefined, () => 2);
  await clock.sleep(1e9);
  expect([time.leftS(), time.ending.stop.aborted, time.ending.over.aborted]).toEqual([
    Number.POSITIVE_INFINITY,
    false,
    false,
  ]);
});

test("what is skipped takes nothing of the time that a run may take", () => {
  const clock = skippingClock();
  const time = timeLimit(clock, 600, () => 2);
  clock.skip(3_600_000);
  expect(time.leftS()).toBeGreaterThan(0);
  expect(time.ending.stop.aborted).toBe(false);
  time.ending.done();
});
