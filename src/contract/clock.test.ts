import fc from "fast-check";
import { expect, test } from "vitest";
import { realClock, realClockFrom, realOriginUs, virtualClock } from "./clock.ts";

test("sleepers wake in order of time, those of the same moment in the order they went to sleep", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 20 }), async (naps) => {
      const clock = virtualClock();
      const woken: (readonly [atMs: number, who: number])[] = [];
      await Promise.all(
        naps.map(async (ms, who) => {
          await clock.sleep(ms);
          woken.push([clock.nowUs() / 1000, who]);
        }),
      );
      const expected = naps.map((ms, who) => [ms, who] as const).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      expect(woken).toEqual(expected);
    }),
    { numRuns: 20 },
  );
});

test("callers who sleep again and again keep their own pace", async () => {
  const clock = virtualClock();
  const log: string[] = [];
  const walk = async (name: string, stepMs: number, steps: number) => {
    for (let step = 0; step < steps; step++) {
      await clock.sleep(stepMs);
      log.push(`${clock.nowUs() / 1000} ${name}`);
    }
  };
  await Promise.all([walk("a", 3, 3), walk("b", 2, 4)]);
  expect(log).toEqual(["2 b", "3 a", "4 b", "6 a", "6 b", "8 b", "9 a"]);
});

test("time stands still while anybody works, and jumps when all wait", async () => {
  const clock = virtualClock();
  const seen: number[] = [];
  const worker = async () => {
    for (let turn = 0; turn < 1000; turn++) await Promise.resolve();
    seen.push(clock.nowUs());
    await new Response(new Blob(["a body of some bytes"]).stream()).text();
    seen.push(clock.nowUs());
  };
  let woken = false;
  const sleeper = clock.sleep(60_000).then(() => {
    woken = true;
  });
  await worker();
  expect({ seen, woken }).toEqual({ seen: [0, 0], woken: false });
  await sleeper;
  expect(clock.nowUs()).toBe(60_000_000);
});

test("an aborted sleep rejects with the signal's reason and moves no time", async () => {
  const clock = virtualClock();
  const stop = new AbortController();
  const reason = new Error("enough");
  const long = clock.sleep(60_000, stop.signal);
  const short = clock.sleep(5).then(() => stop.abort(reason));
  await expect(long).rejects.toBe(reason);
  await short;
  await expect(clock.sleep(1, stop.signal)).rejects.toBe(reason);
  await clock.sleep(10);
  expect(clock.nowUs()).toBe(15_000);
});

test("a sleep of nothing or less takes no time, and both clocks agree", async () => {
  const clock = virtualClock(Date.UTC(2026, 5, 1));
  await clock.sleep(-5);
  expect(clock.nowUs()).toBe(0);
  await clock.sleep(1500);
  expect(clock.wallMs()).toBe(Date.UTC(2026, 5, 1) + 1500);
});

test("the machine's clock wakes when asked, to the millisecond, and gives up with the signal's reason", async () => {
  const before = realClock.nowUs();
  await realClock.sleep(20);
  expect(realClock.nowUs() - before).toBeGreaterThanOrEqual(19_000);
  const reason = new Error("enough");
  await expect(realClock.sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
  const stop = new AbortController();
  const waiting = realClock.sleep(60_000, stop.signal);
  stop.abort(reason);
  await expect(waiting).rejects.toBe(reason);
});

test("the machine's clock reads the same from another origin, as another thread has, and never steps back", () => {
  const other = realClockFrom(realOriginUs());
  for (let reading = 0; reading < 1000; reading++) {
    const beforeUs = realClock.nowUs();
    const nowUs = other.nowUs();
    const afterUs = realClock.nowUs();
    expect(nowUs).toBeGreaterThanOrEqual(beforeUs - 50);
    expect(nowUs).toBeLessThanOrEqual(afterUs + 50);
  }
});
