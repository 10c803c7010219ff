import { expect, it } from "vitest";
import { realClock, virtualClock } from "../../contract/clock.ts";
import { TimerQueue } from "./timer-queue.ts";

it("nobody goes before their time, and each goes at it, in order", async () => {
  const clock = virtualClock();
  const timerQueue = new TimerQueue(clock);
  const wentUs: (readonly [slotUs: number, nowUs: number])[] = [];
  const slots = Array.from({ length: 40 }, (_, i) => i * 1_700);
  await Promise.all(slots.map((slotUs) => timerQueue.until(slotUs).then(() => wentUs.push([slotUs, clock.nowUs()]))));
  expect(wentUs.map(([slotUs]) => slotUs)).toEqual(slots);
  // A timer may round up to the next millisecond.
  expect(wentUs.filter(([slotUs, nowUs]) => nowUs < slotUs || nowUs > slotUs + 1_000)).toEqual([]);
});

it("whoever gives up is told at once, and those behind still get their turn", async () => {
  const clock = virtualClock();
  const timerQueue = new TimerQueue(clock);
  const gone = new AbortController();
  const first = timerQueue.until(1e9, gone.signal);
  const second = timerQueue.until(1e9 + 1);
  gone.abort(new Error("gone"));
  await expect(first).rejects.toThrow("gone");
  await second;
  expect(clock.nowUs()).toBeGreaterThanOrEqual(1e9 + 1);
  await expect(timerQueue.until(2e9, gone.signal)).rejects.toThrow("gone");
});

it("time is not waited for that nobody waits for any more", async () => {
  const clock = virtualClock();
  const timerQueue = new TimerQueue(clock);
  const gone = new AbortController();
  const waits = [1e9, 2e9].map((slotUs) => expect(timerQueue.until(slotUs, gone.signal)).rejects.toThrow("gone"));
  gone.abort(new Error("gone"));
  await Promise.all(waits);
  await clock.sleep(1);
  expect(clock.nowUs()).toBe(1000);
  await timerQueue.until(3000);
  expect(clock.nowUs()).toBe(3000);
});

it("a later wait begins a new round of an idle timer queue, on the machine's clock too", async () => {
  const timerQueue = new TimerQueue(realClock);
  for (let round = 0; round < 3; round++) {
    const slotUs = realClock.nowUs() + 3_000;
    await timerQueue.until(slotUs);
    expect(realClock.nowUs()).toBeGreaterThanOrEqual(slotUs);
  }
  const pastUs = realClock.nowUs() - 1;
  await timerQueue.until(pastUs);
});

it("whoever comes later and has an earlier time goes first", async () => {
  const clock = virtualClock();
  const timerQueue = new TimerQueue(clock);
  const went: (readonly [name: string, nowUs: number])[] = [];
  const wait = (name: string, atUs: number) => timerQueue.until(atUs).then(() => went.push([name, clock.nowUs()]));
  await Promise.all([wait("late", 50_000), wait("soon", 10_000), wait("between", 30_000)]);
  expect(went).toEqual([
    ["soon", 10_000],
    ["between", 30_000],
    ["late", 50_000],
  ]);
});

it("who knows that a time has come lets go all up to it, and nobody goes twice", async () => {
  const clock = virtualClock();
  const timerQueue = new TimerQueue(clock);
  const went: number[] = [];
  for (const atUs of [1000, 2000, 3000]) timerQueue.at(atUs, () => went.push(atUs));
  const giveUp = timerQueue.at(2500, () => went.push(2500));
  timerQueue.pass(2000);
  expect(went).toEqual([1000, 2000]);
  giveUp();
  await clock.sleep(10);
  expect(went).toEqual([1000, 2000, 3000]);
});
