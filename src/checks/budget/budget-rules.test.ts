import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../contract/random.ts";
import { familyIds } from "../../limiter/families.ts";
import type { Decision } from "../../limiter/limiter.ts";
import { budgetPerToken } from "../rules/budget-per-token.ts";
import { limitIsEnforced } from "../rules/limit-is-enforced.ts";
import {
  limitIsConstant,
  rateHeadersOnToken,
  refusalsCostToo,
  remainingWithinLimit,
  tooManyRequestsShape,
} from "../rules/rate-headers.ts";
import { remainingFallsWithUse } from "../rules/remaining-falls-with-use.ts";
import { resetIsTruthful } from "../rules/reset-is-truthful.ts";
import { type BudgetHistory, budgetHistory, type Fault } from "../testing/budget.ts";

const rules = [
  rateHeadersOnToken,
  limitIsConstant,
  remainingWithinLimit,
  remainingFallsWithUse,
  refusalsCostToo,
  limitIsEnforced,
  tooManyRequestsShape,
  resetIsTruthful,
  budgetPerToken,
];

type Act =
  | { readonly do: "calls"; readonly count: number; readonly gapS: number; readonly status: 200 | 404 }
  | { readonly do: "burst"; readonly count: number }
  | { readonly do: "turns"; readonly counts: readonly number[] }
  | { readonly do: "drain"; readonly waits: number }
  | { readonly do: "idle"; readonly seconds: number };

const evenly = (count: number, gapS: number): Act => ({ do: "calls", count, gapS, status: 200 });

const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant("calls" as const),
      count: fc.integer({ min: 1, max: 40 }),
      gapS: fc.constantFrom(0, 0, 0.01, 0.3, 0.67, 1, 6),
      status: fc.constantFrom(200 as const, 404 as const),
    }),
    fc.record({ do: fc.constant("burst" as const), count: fc.integer({ min: 2, max: 30 }) }),
    fc.record({
      do: fc.constant("turns" as const),
      counts: fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 6 }),
    }),
    fc.record({ do: fc.constant("drain" as const), waits: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ do: fc.constant("idle" as const), seconds: fc.constantFrom(0.5, 1, 5, 30, 59, 60, 61, 130) }),
  ),
  { minLength: 1, maxLength: 12 },
);

const run = (history: BudgetHistory, act: Act, limit: number): void => {
  if (act.do === "idle") history.idle(act.seconds);
  else if (act.do === "burst") history.burst("A", act.count);
  else if (act.do === "calls") {
    for (let i = 0; i < act.count; i++) {
      history.burst("A", 1, act.status);
      history.idle(act.gapS);
    }
  } else if (act.do === "turns") {
    for (const count of act.counts) {
      for (let i = 0; i < count; i++) history.burst("A", 1);
      history.burst("B", 1);
    }
  } else {
    for (let i = 0; i < limit * 2 + 5; i++) {
      const [decision] = history.burst("A", 1);
      if (decision?.admitted === false) {
        for (let wait = 0, resetS = decision.resetS; wait < act.waits; wait++) {
          history.idle(Math.max(1, resetS));
          resetS = history.burst("A", 1)[0]?.resetS ?? 1;
        }
        break;
      }
    }
  }
};

/** Reset as the time until the next call is let through. */
const untilNext: Fault = {
  show: (decision) => (decision.admitted && decision.remaining > 0 ? { ...decision, resetS: 0 } : decision),
};

describe("a correct limiter breaks no rule", () => {
  it.each(familyIds)("%s", (family) => {
    fc.assert(
      fc.property(
        fc.constantFrom(5, 10, 40, 90, 300),
        fc.constantFrom(1, 4, 6, 60, 60, 60, 3600),
        fc.constantFrom(0.5, 3, 20, 100, 400),
        fc.constantFrom(0, 0, 1, 3),
        fc.integer(),
        acts,
        fc.boolean(),
        (limit, windowS, latencyMs, others, seed, script, isUntilNext) => {
          const history = budgetHistory(rules, {
            family,
            limit,
            windowS,
            latencyMs,
            others,
            random: seededRandom(seed),
            ...(isUntilNext ? { fault: untilNext } : {}),
          });
          for (const act of script) run(history, act, limit);
          expect(history.texts).toEqual([]);
        },
      ),
      {
        numRuns: 6,
        seed: 4,
        examples: [
          // As much comes back between calls that leave evenly, each time.
          [90, 60, 0.5, 0, 0, [{ do: "drain", waits: 0 }, evenly(10, 6)], false],
          // Of five calls an hour, each is a fifth of it: Reset may be longer than an hour.
          [
            5,
            3600,
            0.5,
            0,
            0,
            [
              { do: "burst", count: 2 },
              { do: "turns", counts: [3] },
            ],
            false,
          ],
          [
            5,
            60,
            0.5,
            0,
            0,
            [evenly(1, 0.3), evenly(32, 6), { do: "drain", waits: 1 }, { do: "turns", counts: [1, 1] }, evenly(13, 6)],
            true,
          ],
        ],
      },
    );
  });
});

const faulty = (fault: Fault, limit = 10, latencyMs = 2, family: (typeof familyIds)[number] = "truncating-bucket") =>
  budgetHistory(rules, { family, limit, windowS: 60, latencyMs, random: seededRandom(7), fault });
const calls = (history: BudgetHistory, count: number, status: 200 | 404 = 200) => {
  for (let i = 0; i < count; i++) history.burst("A", 1, status);
};
const still = (limit: number): Fault => ({
  charge: () => 0,
  show: (d) => ({ ...d, remaining: limit - 1, admitted: true }),
});

describe.each(familyIds)("a %s that is wrong", (family) => {
  it("breaks remaining-falls-with-use when Remaining never moves", () => {
    for (const limit of [10, 30, 90]) {
      const history = faulty(still(limit), limit, 2, family);
      calls(history, 10);
      expect(history.broken()).toContain("remaining-falls-with-use");
    }
  });

  it("breaks remaining-falls-with-use when the calls of bursts are free, though something was spent before", () => {
    const history = faulty({ charge: ({ status }) => (status === 404 ? 1 : 0) }, 90, 2, family);
    calls(history, 20, 404);
    for (let i = 0; i < 4; i++) history.burst("A", 12);
    expect(history.broken()).toContain("remaining-falls-with-use");
  });

  it("breaks remaining-falls-with-use when each call costs two", () => {
    const history = faulty({ charge: () => 2 }, 30, 2, family);
    calls(history, 14);
    expect(history.broken()).toContain("remaining-falls-with-use");
  });

  it("breaks refusals-cost-too when a 404 is free", () => {
    const history = faulty({ charge: ({ status }) => (status === 404 ? 0 : 1) }, 30, 2, family);
    calls(history, 3);
    calls(history, 8, 404);
    expect(history.broken()).toContain("refusals-cost-too");
    expect(history.broken()).not.toContain("remaining-falls-with-use");
  });

  it("breaks limit-is-enforced when nobody is ever refused", () => {
    const history = faulty({ enforce: false }, 10, 2, family);
    calls(history, 21);
    expect(history.broken()).toContain("limit-is-enforced");
  });

  it("breaks limit-is-enforced when a parallel burst sees the budget as it was before", () => {
    const history = faulty({ race: true }, 10, 2, family);
    calls(history, 2);
    history.burst("A", 22);
    expect(history.broken()).toContain("limit-is-enforced");
  });

  it("breaks remaining-falls-with-use when calls at once are all shown one number", () => {
    const history = faulty({ show: (d) => ({ ...d, remaining: 89, resetS: 1 }), enforce: false }, 90, 2, family);
    for (let i = 0; i < 4; i++) history.burst("A", 12);
    expect(history.broken()).toContain("remaining-falls-with-use");
  });

  it("takes a Remaining that never moves for no proof that calls are counted, where the answers are slow", () => {
    const slow = { show: (d: Decision) => ({ ...d, remaining: 89, resetS: 1 }), enforce: false } as const;
    const history = faulty(slow, 90, 2000, family);
    for (let i = 0; i < 40; i++) history.burst("A", 3);
    history.judge.end();
    expect(history.judge.verdicts().find(({ rule }) => rule === "remaining-falls-with-use")?.kind).toBe("inconclusive");
  });

  it("breaks reset-is-truthful when waiting as told never helps", () => {
    const history = faulty({ show: (d) => ({ ...d, resetS: 0 }) }, 10, 2, family);
    calls(history, 11);
    for (let i = 0; i < 3; i++) {
      history.idle(1);
      history.burst("A", 1);
    }
    expect(history.broken()).toContain("reset-is-truthful");
  });

  it("breaks budget-per-token when both tokens draw on one budget", () => {
    const history = faulty({ budgetOf: () => "all" }, 30, 2, family);
    history.burst("B", 1);
    for (const count of [2, 5, 3]) {
      calls(history, count);
      history.burst("B", 1);
    }
    expect(history.broken()).toContain("budget-per-token");
  });

  it("breaks reset-is-truthful when calls are refused while Remaining says plenty", () => {
    const history = faulty(
      { show: (d) => (d.remaining < 12 ? { ...d, admitted: false, remaining: 0 } : d) },
      30,
      1,
      family,
    );
    calls(history, 30);
    expect(history.broken()).toContain("reset-is-truthful");
  });

  it("breaks refusals-cost-too when a 404 costs two", () => {
    const history = faulty({ charge: ({ status }) => (status === 404 ? 2 : 1) }, 90, 2, family);
    for (let round = 0; round < 6; round++) {
      calls(history, 4);
      calls(history, 2, 404);
    }
    expect(history.broken()).toEqual(["refusals-cost-too"]);
  });

  it("breaks remaining-falls-with-use when Remaining is shown in steps of four", () => {
    const history = faulty({ show: (d) => ({ ...d, remaining: d.remaining - (d.remaining % 4) }) }, 90, 2, family);
    calls(history, 50);
    expect(history.broken()).toEqual(["remaining-falls-with-use"]);
  });

  it("breaks reset-is-truthful when Reset never changes, and calls come back sooner", () => {
    const history = faulty({ show: (d) => ({ ...d, resetS: 60 }) }, 30, 2, family);
    calls(history, 18);
    for (const seconds of [6, 55]) {
      history.idle(seconds);
      calls(history, 6);
    }
    // Where each call is missing for the whole window, or longer, it is what Reset may say.
    expect(history.broken()).toEqual(family.startsWith("sliding") ? [] : ["reset-is-truthful"]);
  });

  it.each([
    [false, []],
    [true, ["reset-is-truthful"]],
  ])(
    "reads a Reset of 0 as the time until the next call; where it is 0 for refused calls as well: %s",
    (always, broken) => {
      const zero: Fault = { show: (decision) => (always || decision.admitted ? { ...decision, resetS: 0 } : decision) };
      const history = faulty(zero, 20, 2, "interval-bucket");
      for (let times = 0; times < 3; times++) {
        for (let i = 0; i < 21; i++) history.burst("A", 1);
        history.idle(3);
        for (let i = 0; i < 5; i++) {
          history.burst("A", 1);
          history.idle(4);
        }
      }
      expect(history.broken()).toEqual(broken);
    },
  );

  it.each([
    [30, 2, ["reset-is-truthful"]],
    // Another program may have spent the last four of ten, once and again.
    [10, 3, []],
    [10, 4, ["reset-is-truthful"]],
  ])("the last calls of %i, not admitted %i times: %j", (limit, rounds, broken) => {
    const fault: Fault = {
      charge: () => 1,
      show: (d) => (d.remaining < 5 ? { ...d, admitted: false, remaining: 0 } : d),
    };
    const history = faulty(fault, limit, 2, family);
    for (let round = 0; round < rounds; round++) {
      calls(history, limit - 3);
      history.idle(130);
    }
    // Where Remaining lags, this refuses the first call after the pause and not the next ones: nobody gives back.
    const before = family === "truncating-bucket" && limit === 10 ? ["limit-is-enforced"] : [];
    expect(history.broken()).toEqual([...before, ...broken]);
  });
});

it("a single refusal is found where calls after it are served from what was left before", () => {
  for (const family of ["truncating-bucket", "fixed-window-anchored", "sliding-log"] as const) {
    let turn = 0;
    const show: Fault["show"] = (d) =>
      d.remaining < 45 && ++turn === 5 ? { ...d, admitted: false, remaining: 0, resetS: 30 } : d;
    const history = faulty({ show }, 90, 2, family);
    history.burst("A", 3);
    for (let i = 0; i < 20; i++) history.burst("A", 3);
    expect(history.broken()).toContain("limit-is-enforced");
  }
});

it("a bucket that is filled in steps gives a whole step back within a burst, and breaks no rule", () => {
  let calls = 0;
  // Fifteen each ten seconds, the last of them after forty calls.
  const show: Fault["show"] = () => {
    const remaining = (++calls > 40 ? 105 : 90) - calls;
    return { admitted: true, remaining, resetS: 10 * Math.ceil((90 - remaining) / 15) };
  };
  const history = faulty({ show }, 90, 2, "token-bucket");
  for (let i = 0; i < 104; i++) history.burst("A", 1);
  expect(history.broken()).toEqual([]);
});

it("a rise of Reset by the shares of two calls is no step, and what a bucket of ten admits besides is found", () => {
  let made = 0;
  const show: Fault["show"] = () => {
    const remaining = Math.max(1, 10 - ++made);
    return { admitted: true, remaining, resetS: 6 * (10 - remaining) + (made > 1 ? 6 : 0) };
  };
  const history = faulty({ show }, 10);
  calls(history, 12);
  expect(history.broken()).toContain("limit-is-enforced");
});

it("a log that says its whole window breaks no rule: all is back so long after the last call", () => {
  const history = faulty({ show: (d) => ({ ...d, resetS: d.admitted ? 60 : d.resetS }) }, 90, 2, "sliding-log");
  for (let round = 0; round < 4; round++) {
    for (let i = 0; i < 50; i++) history.burst("A", 1);
    history.idle(round === 1 ? 70 : 15);
    history.burst("A", 5);
  }
  expect(history.broken()).toEqual([]);
});
