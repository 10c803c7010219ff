import { expect, it } from "vitest";
import { realClock, virtualClock } from "../contract/clock.ts";
import { createTurnstile } from "./turnstile.ts";

it("nobody goes before their time, and each goes at it, in order", async () => {
  const clock = virtualClock();
  const untilSlot = createTurnstile(clock);
  const wentUs: (readonly [slotUs: number, nowUs: number])[] = [];
  const slots = Array.from({ length: 40 }, (_, i) => i * 1_700);
  await Promise.all(slots.map((slotUs) => untilSlot(slotUs).then(() => wentUs.push([slotUs, clock.nowUs()]))));
  expect(wentUs.map(([slotUs]) => slotUs)).toEqual(slots);
  // A timer may round up to the next millisecond.
  expect(wentUs.filter(([slotUs, nowUs]) => nowUs < slotUs || nowUs > slotUs + 1_000)).toEqual([]);
});

it("whoever gives up is told at once, and those behind still get their turn", async () => {
  const clock = virtualClock();
  const untilSlot = createTurnstile(clock);
  const gone = new AbortController();
  const first = untilSlot(1e9, gone.signal);
  const second = untilSlot(1e9 + 1);
  gone.abort(new Error("gone"));
  await expect(first).rejects.toThrow("gone");
  await second;
  expect(clock.nowUs()).toBeGreaterThanOrEqual(1e9 + 1);
  await expect(untilSlot(2e9, gone.signal)).rejects.toThrow("gone");
});

it("time is not waited for that nobody waits for any more", async () => {
  const clock = virtualClock();
  const untilSlot = createTurnstile(clock);
  const gone = new AbortController();
  const waits = [1e9, 2e9].map((slotUs) => expect(untilSlot(slotUs, gone.signal)).rejects.toThrow("gone"));
  gone.abort(new Error("gone"));
  await Promise.all(waits);
  await clock.sleep(1);
  expect(clock.nowUs()).toBe(1000);
  await untilSlot(3000);
  expect(clock.nowUs()).toBe(3000);
});

it("a later wait begins a new round of an idle turnstile, on the machine's clock too", async () => {
  const untilSlot = createTurnstile(realClock);
  for (let round = 0; round < 3; round++) {
    const slotUs = realClock.nowUs() + 3_000;
    await untilSlot(slotUs);
    expect(realClock.nowUs()).toBeGreaterThanOrEqual(slotUs);
  }
  const pastUs = realClock.nowUs() - 1;
  await untilSlot(pastUs);
});
