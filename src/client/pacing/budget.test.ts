import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../contract/random.ts";
import { families, familyIds } from "../../limiter/families.ts";
import type { Limiting } from "../../limiter/limiter.ts";
import { playBudget } from "../testing/simulated-budget.ts";
import { nextBudget } from "./budget.ts";
import type { RateHeaders } from "./rate-headers.ts";
import { type BudgetPolicy, leftOf, startBudget, type TokenBudget, ticketOf, waitUs } from "./token-budget.ts";

const policyOf = (kind: BudgetPolicy["kind"], more: Partial<BudgetPolicy> = {}): BudgetPolicy => ({
  kind,
  share: 0.9,
  assumedPerMinute: undefined,
  windowS: 60,
  ...more,
});
const nothing: RateHeaders = {
  limit: undefined,
  remaining: undefined,
  resetS: undefined,
  windowS: undefined,
  retryAfterS: undefined,
};
const second = 1_000_000;

/** Uses up a part of a limiter before a trial begins, as an earlier run on the same token would have. */
const spend = (limiter: Limiting, requests: number, nowUs: number): Limiting => {
  let running = limiter;
  for (let at = 0; at < requests; at++) [running] = running.take(nowUs + at * 1000);
  return running;
};

describe("whatever the limiter, no request is refused that did not have to be", () => {
  test.each(familyIds)("%s", (id) => {
    fc.assert(
      fc.property(
        fc.record({
          kind: fc.constantFrom("even" as const, "burst" as const),
          limit: fc.constantFrom(10, 30, 90, 300),
          windowS: fc.constantFrom(60, 6, 30, 120, 600),
          callers: fc.constantFrom(1, 4, 16),
          seed: fc.nat(),
          slowestMs: fc.integer({ min: 5, max: 600 }),
          earlier: fc.double({ min: 0, max: 1, noNaN: true }),
          startS: fc.nat(1000),
        }),
        ({ kind, limit, windowS, callers, seed, slowestMs, earlier, startS }) => {
          const random = seededRandom(seed);
          const startUs = startS * second;
          const { refused } = playBudget({
            limiter: spend(families[id].begin({ limit, windowS }, startUs), Math.floor(limit * earlier), startUs),
            limit,
            policy: policyOf(kind),
            callers,
            startUs: startUs + second,
            forUs: 3 * windowS * second,
            latencyUs: () => 2000 + random() * slowestMs * 1000,
          });
          // Who begins with an empty budget can only find out by asking: that one refusal had to be.
          expect(refused).toBeLessThanOrEqual(earlier > 0.99 ? 1 + (2 * windowS) / 60 : 0);
        },
      ),
      { numRuns: 20, seed: 20260801 },
    );
  });
});

describe("an even pace gets at least 0.98 of what it chose, evenly", () => {
  test.each(familyIds)("%s", (id) => {
    const random = seededRandom(7);
    const minutes = 10;
    const { admitted, refused, leftUs } = playBudget({
      limiter: families[id].begin({ limit: 90, windowS: 60 }, 0),
      limit: 90,
      policy: policyOf("even"),
      callers: 4,
      startUs: 0,
      forUs: minutes * 60 * second,
      latencyUs: () => 7_500 + random() * 25_000,
    });
    const gaps = leftUs.slice(1).map((at, index) => at - (leftUs[index] ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
    expect(refused).toBe(0);
    expect(admitted).toBeGreaterThanOrEqual(0.98 * 0.9 * 90 * minutes);
    expect(deviation / mean).toBeLessThanOrEqual(0.05);
  });
});

describe("timers that wake a millisecond or two late cost no pace", () => {
  /** Leaves as a loop on a timer would: never before the next whole millisecond, and up to one later. */
  const leaveFor = (forUs: number, perSecond: number, stallUs = 0) => {
    const random = seededRandom(11);
    let budget = startBudget(policyOf("even", { share: 1, assumedPerMinute: 60 * perSecond }), false);
    const leftUs: number[] = [];
    for (let nowUs = 0; nowUs < forUs; ) {
      const wait = waitUs(budget, nowUs);
      if (wait > 0) nowUs = Math.ceil((nowUs + wait) / 1000) * 1000 + Math.floor(random() * 900);
      if (leftUs.length === 50) nowUs += stallUs;
      budget = nextBudget(budget, nowUs, { type: "sent" });
      leftUs.push(nowUs);
    }
    return leftUs;
  };

  test.each([50, 90, 450, 900])("%i a second", (perSecond) => {
    const seconds = 20;
    const { length } = leaveFor(seconds * second, perSecond);
    expect(length).toBeGreaterThanOrEqual(0.98 * perSecond * seconds);
    expect(length).toBeLessThanOrEqual(perSecond * seconds + 1);
  });

  test.each([50, 90, 450, 900])("a stall at %i a second is not made up for but for 5 ms", (perSecond) => {
    const leftUs = leaveFor(second, perSecond, 200_000);
    const most = (withinUs: number) =>
      Math.max(...leftUs.map((from) => leftUs.filter((at) => at >= from && at < from + withinUs).length));
    for (const withinUs of [1000, 10_000, 100_000])
      expect(most(withinUs)).toBeLessThanOrEqual(1 + Math.ceil(((withinUs + 5000) * perSecond) / second));
  });
});

test("a burst leaves at once, but for a reserve", () => {
  const { leftUs } = playBudget({
    limiter: families["fixed-window-anchored"].begin({ limit: 90, windowS: 60 }, 0),
    limit: 90,
    policy: policyOf("burst"),
    callers: 1,
    startUs: 0,
    forUs: 60 * second,
    latencyUs: () => 10_000,
  });
  expect(leftUs.filter((at) => at < 3 * second).length).toBeGreaterThanOrEqual(80);
  expect(leftUs.length).toBeLessThanOrEqual(90);
});

test("a token shared with others slows down as its Remaining falls by itself", () => {
  // Another caller spends one request a second of the same budget.
  let running = families["token-bucket"].begin({ limit: 90, windowS: 60 }, 0);
  let spentUntilUs = 0;
  const shared: Limiting = {
    take: (nowUs) => {
      for (; spentUntilUs + second <= nowUs; spentUntilUs += second) [running] = running.take(spentUntilUs + second);
      const [next, decision] = running.take(nowUs);
      running = next;
      return [shared, decision];
    },
  };
  const { refused, admitted } = playBudget({
    limiter: shared,
    limit: 90,
    policy: policyOf("even"),
    callers: 1,
    startUs: 0,
    forUs: 600 * second,
    latencyUs: () => 20_000,
  });
  expect(refused).toBe(0);
  // Half a request a second is left of the refill, and the full bucket at the start.
  expect(admitted).toBeGreaterThan(280);
});

const answered = (budget: TokenBudget, nowUs: number, status: number, rate: Partial<RateHeaders>): TokenBudget => {
  const ticket = ticketOf(budget);
  const sent = nextBudget(budget, nowUs, { type: "sent" });
  return nextBudget(sent, nowUs, { type: "answered", ticket, status, rate: { ...nothing, ...rate } });
};

test("before the first answer one request finds out and the rest wait for it", () => {
  const budget = nextBudget(startBudget(policyOf("burst")), 0, { type: "sent" });
  expect(waitUs(budget, 60 * second)).toBe(Number.POSITIVE_INFINITY);
  expect(waitUs(nextBudget(budget, 1000, { type: "failed" }), 1000)).toBe(0);
});

test("what is under way is taken off Remaining", () => {
  let budget = answered(startBudget(policyOf("burst")), 0, 200, { limit: 90, remaining: 89, resetS: 1 });
  const early = ticketOf(budget);
  for (let at = 0; at < 5; at++) budget = nextBudget(budget, 0, { type: "sent" });
  expect(leftOf(budget)).toBe(84);
  // The server may have counted this one first, and the four others after it.
  budget = nextBudget(budget, 10, {
    type: "answered",
    ticket: early,
    status: 200,
    rate: { ...nothing, limit: 90, remaining: 88, resetS: 1 },
  });
  expect(leftOf(budget)).toBe(84);
});

test.each([
  ["Reset", { limit: 90, remaining: 0, resetS: 17 }, 17],
  ["Retry-After, which wins over Reset", { limit: 90, remaining: 0, resetS: 17, retryAfterS: 5 }, 5],
  ["at least a second", { limit: 90, remaining: 0, resetS: 0 }, 1],
  ["two windows, which a sliding counter may ask for", { limit: 90, remaining: 0, resetS: 120 }, 120],
  ["by its own estimate where Reset is longer than that", { limit: 90, remaining: 0, resetS: 9000 }, 1],
  ["Reset where Retry-After is longer", { limit: 90, remaining: 0, resetS: 17, retryAfterS: 86_400 }, 17],
] as const)("after a 429 a token waits: %s", (_, rate, waitS) => {
  const budget = answered(startBudget(policyOf("burst")), 0, 429, rate);
  expect(waitUs(budget, 0)).toBe(waitS * second);
  expect(waitUs(budget, waitS * second)).toBe(0);
});

test.each([
  ["that says nothing of a time", {}, [1, 2, 4, 8, 16, 32, 1, 2]],
  ["whose Reset is never enough", { limit: 90, remaining: 0, resetS: 0 }, [1, 1, 4, 8, 16, 32, 1, 2]],
  ["whose Reset is long and never enough", { limit: 90, remaining: 0, resetS: 60 }, [60, 60, 4, 8, 16, 32, 1, 2]],
  ["whose Reset is an hour", { limit: 90, remaining: 0, resetS: 3600 }, [1, 2]],
] as const)("a 429 to whoever has waited, %s, is answered by own estimates of a window in all", (_, rate, waitsS) => {
  let budget = startBudget(policyOf("burst", { assumedPerMinute: 600 }));
  let nowUs = 0;
  for (const waitS of waitsS) {
    budget = answered(budget, nowUs, 429, rate);
    expect(waitUs(budget, nowUs)).toBe(waitS * second);
    nowUs += waitS * second;
  }
  expect(waitUs(answered(budget, nowUs, 200, { limit: 90, remaining: 50, resetS: 30 }), nowUs)).toBe(0);
});

test("of many refused at once, one counts", () => {
  let budget = startBudget(policyOf("burst", { assumedPerMinute: 600 }));
  const tickets = [0, 1, 2, 3].map(() => {
    const ticket = ticketOf(budget);
    budget = nextBudget(budget, 0, { type: "sent" });
    return ticket;
  });
  for (const ticket of tickets)
    budget = nextBudget(budget, 0, { type: "answered", ticket, status: 429, rate: nothing });
  expect(waitUs(budget, 0)).toBe(second);
});

test.each([
  ["as long as Retry-After says", 30, 30],
  ["at least a second", 0, 1],
  ["two minutes", 120, 120],
  ["and no day, which is no time to wait", 86_400, 1],
])("after a 503 with Retry-After a token waits: %s", (_, retryAfterS, waitS) => {
  for (const budget of [
    startBudget(policyOf("burst")),
    answered(startBudget(policyOf("burst")), 0, 200, { limit: 90, remaining: 89, resetS: 1 }),
    startBudget(policyOf("burst"), false),
  ]) {
    const held = answered(budget, 0, 503, { retryAfterS });
    expect(waitUs(held, 0)).toBe(waitS * second);
    expect(waitUs(held, waitS * second)).toBe(0);
    expect(held.limit).toBe(budget.limit);
  }
});

test("who asks for quiet again after it was given is not waited for a second time", () => {
  const held = answered(startBudget(policyOf("burst")), 0, 503, { retryAfterS: 100 });
  expect(waitUs(held, 0)).toBe(100 * second);
  const again = answered(held, 100 * second, 503, { retryAfterS: 100 });
  expect(waitUs(again, 100 * second)).toBe(second);
  const well = answered(again, 101 * second, 200, { limit: 90, remaining: 89, resetS: 1 });
  expect(waitUs(answered(well, 102 * second, 503, { retryAfterS: 100 }), 102 * second)).toBe(100 * second);
});

test("a 503 without Retry-After holds nothing", () => {
  const budget = answered(startBudget(policyOf("burst")), 0, 200, { limit: 90, remaining: 89, resetS: 1 });
  expect(waitUs(answered(budget, 0, 503, {}), 0)).toBe(0);
});

test("an answer that was on its way before the 429 does not end the wait", () => {
  let budget = answered(startBudget(policyOf("burst")), 0, 200, { limit: 90, remaining: 50, resetS: 30 });
  const late = ticketOf(budget);
  budget = nextBudget(budget, 0, { type: "sent" });
  budget = answered(budget, 100, 429, { limit: 90, remaining: 0, resetS: 10 });
  budget = nextBudget(budget, 200, {
    type: "answered",
    ticket: late,
    status: 200,
    rate: { ...nothing, limit: 90, remaining: 40, resetS: 10 },
  });
  expect(waitUs(budget, 200)).toBe(10 * second - 100);
});

test("a server that says nothing is not paced, unless a pace is assumed", () => {
  expect(waitUs(answered(startBudget(policyOf("even")), 0, 200, {}), 0)).toBe(0);
  const assumed = answered(startBudget(policyOf("even", { assumedPerMinute: 90 })), 0, 200, {});
  expect(waitUs(assumed, 0)).toBeCloseTo((60 / 81) * second, 0);
});

test("a silent server that refuses is paced from then on", () => {
  let budget = answered(startBudget(policyOf("burst")), 0, 200, {});
  budget = answered(budget, 1000, 429, {});
  expect(waitUs(budget, 1000)).toBeGreaterThanOrEqual(second);
  budget = answered(budget, 2 * second, 200, {});
  expect(waitUs(budget, 2 * second)).toBeGreaterThan(second);
});

test("a burst at a shorter window finds its length, and no other limiter is mistaken for a bucket", () => {
  for (const id of familyIds) {
    const random = seededRandom(3);
    const windowS = 20;
    const { budget } = playBudget({
      limiter: families[id].begin({ limit: 90, windowS }, 0),
      limit: 90,
      policy: policyOf("burst"),
      callers: 1,
      startUs: 0,
      forUs: 120 * second,
      latencyUs: () => 2000 + random() * 4000,
    });
    if (families[id].resetMeans === "full") {
      expect(budget.window.refills, id).toBe(true);
      expect(budget.window.seconds, id).toBeLessThan(24);
    } else expect(budget.window.refills, id).toBe(false);
    expect(budget.window.seconds, id).toBeGreaterThanOrEqual(windowS);
  }
});

test("headers of any kind never make it wait for ever or throw", () => {
  const number = fc.option(fc.nat(100_000), { nil: undefined });
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          status: fc.constantFrom(200, 401, 422, 429, 500, 502),
          limit: fc.option(fc.integer({ min: 1, max: 1000 }), { nil: undefined }),
          remaining: number,
          resetS: number,
          windowS: fc.option(fc.integer({ min: 1, max: 100_000 }), { nil: undefined }),
          retryAfterS: number,
        }),
        { maxLength: 30 },
      ),
      fc.constantFrom("even" as const, "burst" as const),
      (answers, kind) => {
        let budget = startBudget(policyOf(kind));
        let nowUs = 0;
        for (const { status, ...rate } of answers) {
          const wait = waitUs(budget, nowUs);
          expect(Number.isFinite(wait)).toBe(true);
          nowUs += wait;
          budget = answered(budget, nowUs, status, rate);
        }
      },
    ),
    { numRuns: 200 },
  );
});
