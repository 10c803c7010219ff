import { expect, test } from "vitest";
import { skippingClock, virtualClock } from "../contract/clock.ts";
import { timeLimit } from "./time-limit.ts";

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
