import { describe, expect, test } from "vitest";
import { rules } from "../../src/checks/rules.ts";
import { meet, type Strange, strangeLimiters, unhelpfulLimiters } from "./testing/strange-limiters.ts";

// Every run ends: within what it said it would take and two windows, whatever its limiter says, and two more where cleaning up waits.

const honest: Strange = (handler) => handler;
const both = [90, 450];
// Where a window lasts, much has to be waited for; in a short one little does, and a run may go wrong by hurrying.
const cases = Object.entries(strangeLimiters).flatMap(([name, { strange, rule }]) => [
  { name, strange, rule, budget: 450, windowS: 60 },
  { name, strange, rule, budget: 90, windowS: 4 },
]);

describe("a limiter that misbehaves is found, not waited for", () => {
  test.each(cases)("$name, $budget requests, a window of $windowS s", async ({ strange, rule, budget, windowS }) => {
    const met = await meet(strange, { windowS }, { budget });
    expect(met.seconds).toBeLessThanOrEqual(met.printedS + 4 * windowS);
    expect(met.requests).toBeLessThanOrEqual(budget);
    expect(met.outcome).not.toBe("interrupted");
    // A run of 90 requests does not use up its limit: what only a 429 shows, it does not see.
    if (rule !== undefined && budget === 450 && windowS === 60) {
      expect(met.broken).toContain(rule);
      // What is only observed drifts and breaks nothing.
      const must = rules.some(({ id, level }) => id === rule && level === "must");
      expect(met.outcome).toBe(must ? "violated" : "holds");
    }
  });
});

describe("a limiter that is unusual and right is no finding, and the run ends all the same", () => {
  const servers = [
    { name: "40 in 4 s", limit: 40, windowS: 4 },
    { name: "5 a minute", limit: 5, windowS: 60 },
    { name: "300 a minute", limit: 300, windowS: 60 },
  ];
  test.each(servers.flatMap((server) => both.map((budget) => ({ ...server, budget }))))(
    "$name, $budget requests",
    async ({ limit, windowS, budget }) => {
      const met = await meet(honest, { limit, windowS }, { budget });
      expect(met).toMatchObject({ outcome: "holds", broken: [], left: 0 });
      expect(met.seconds).toBeLessThanOrEqual(met.printedS + 2 * windowS);
    },
  );

  test.each(both)("300 an hour, %i requests: it ends in time", async (budget) => {
    const met = await meet(honest, { limit: 300, windowS: 3600 }, { budget });
    expect(met.seconds).toBeLessThanOrEqual(met.printedS + 120);
  });
});

describe("what a run made is deleted through any limiter that lets one request through within its window", () => {
  // Once more than the usual limit, and twice as much; the others are used up by either.
  const servers = [
    { limit: 90, windowS: 60, budget: 91 },
    { limit: 90, windowS: 60, budget: 180 },
    { limit: 40, windowS: 4, budget: 180 },
    { limit: 5, windowS: 60, budget: 91 },
  ];
  const each = Object.entries(unhelpfulLimiters).flatMap(([name, strange]) =>
    servers.map((server) => ({ name, strange, ...server })),
  );
  test.each(each)("$name, $limit in $windowS s, $budget requests", async ({ strange, limit, windowS, budget }) => {
    const met = await meet(strange, { family: "fixed-window-anchored", limit, windowS }, { budget });
    expect(met).toMatchObject({ left: 0 });
    expect(met.requests).toBeLessThanOrEqual(budget);
  });
});

test.each([10, 30, 90])(
  "a run that may take %i s takes no longer, and says what it had no time for",
  async (maxTimeS) => {
    const met = await meet(honest, {}, { budget: 450, maxTimeS });
    expect(met.seconds).toBeLessThanOrEqual(maxTimeS);
    expect(met).toMatchObject({ outcome: "holds", left: 0 });
    expect(met.reasons.every((reason) => reason !== "")).toBe(true);
  },
);
