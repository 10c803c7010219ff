import { describe, expect, test } from "vitest";
import { families, familyIds } from "../../limiter/families.ts";
import type { Limiting } from "../../limiter/limiter.ts";
import { playBudget } from "../testing/simulated-budget.ts";
import { nextWindow, startWindow } from "./budget-window.ts";

const second = 1_000_000;
const limit = 90;
const policyOf = (kind: "even" | "burst") => ({
  kind,
  share: 0.9,
  assumedPerMinute: undefined,
  windowS: 60,
});

/** A limiter that tells of its Reset what `said` makes of it, by the number of the answer. */
const saying = (limiter: Limiting, said: (resetS: number, at: number) => number, at = 0): Limiting => ({
  take: (nowUs) => {
    const [next, decision] = limiter.take(nowUs);
    return [saying(next, said, at + 1), { ...decision, resetS: said(decision.resetS, at) }];
  },
});

const play = (
  id: (typeof familyIds)[number],
  kind: "even" | "burst",
  forS: number,
  said: (resetS: number, at: number) => number = (resetS) => resetS,
  windowS = 60,
) =>
  playBudget({
    limiter: saying(families[id].begin({ limit, windowS }, 0), said),
    limit,
    policy: policyOf(kind),
    callers: 1,
    startUs: 0,
    forUs: forS * second,
    latencyUs: () => 10_000,
  });

describe.each(familyIds)("%s", (id) => {
  test.each([
    ["two hours", 7200],
    ["milliseconds", 60_000],
    ["a day", 86_400],
  ])("one Reset of %s among honest ones leaves the pace as it was", (_, odd) => {
    const honest = play(id, "even", 300);
    for (const every of [1000, 20, 3]) {
      const { leftUs, budget } = play(id, "even", 300, (resetS, at) => (at % every === 2 ? odd : resetS));
      expect(budget.window.seconds).toBe(honest.budget.window.seconds);
      if (every === 1000) expect(leftUs).toEqual(honest.leftUs);
    }
  });
});

test.each(["fixed-window-aligned", "fixed-window-anchored", "sliding-log", "sliding-counter", "token-bucket"] as const)(
  "a window that is longer is still learnt: %s",
  (id) => {
    const { budget, refused } = play(id, "burst", 600, undefined, 600);
    expect(refused).toBe(0);
    expect(budget.window.seconds).toBeGreaterThan(240);
    expect(budget.window.seconds).toBeLessThanOrEqual(1200);
  },
);

test.each(["token-bucket", "truncating-bucket"] as const)(
  "Resets in milliseconds do not stop an even pace: %s",
  (id) => {
    const { leftUs, refused } = play(id, "even", 1200, (resetS) => Math.min(86_400, resetS * 1000));
    expect(refused).toBe(0);
    expect(leftUs.length).toBeGreaterThan(0.9 * 0.9 * limit * 20);
  },
);

test.each(["token-bucket", "truncating-bucket"] as const)("a pace slowed by false Resets recovers: %s", (id) => {
  const { leftUs, budget } = play(id, "even", 1800, (resetS, at) => (at >= 20 && at < 30 ? 7200 + at : resetS));
  expect(budget.window.seconds).toBe(60);
  expect(leftUs.filter((at) => at >= 900 * second)).toHaveLength(Math.round(0.9 * limit * 15));
});

test("two answers do not make a window longer, the third does", () => {
  let window = startWindow(60);
  const secondsSeen = [0, 1, 2].map((at) => {
    window = nextWindow(window, at * second, limit, 89 - at, { resetS: 600 - at, windowS: undefined });
    return window.seconds;
  });
  expect(secondsSeen).toEqual([60, 60, 298.5]);
});
