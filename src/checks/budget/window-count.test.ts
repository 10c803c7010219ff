import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FamilyId, families, familyIds } from "../../limiter/families.ts";
import { answered } from "../testing/answered.ts";
import { createBudgetTrail } from "./budget-trail.ts";
import { createWindowCount } from "./window-count.ts";

interface Server {
  readonly family: FamilyId;
  readonly limit: number;
  readonly windowS?: number;
  /** Admits so many more than it says. */
  readonly more?: number;
  /** Each so many calls one gets no answer. */
  readonly loses?: number;
  /** Shows so many less than there are. */
  readonly hides?: number;
  /** Shows what was left before the call. */
  readonly before?: boolean;
  /** Reset is the rest of the minute, whatever comes back. */
  readonly toTheMinute?: boolean;
}

/** Calls one after the other, with pauses between them; how many were found to be admitted in one window. */
const found = (
  {
    family,
    limit,
    windowS = 60,
    more = 0,
    hides = 0,
    loses = Number.POSITIVE_INFINITY,
    before = false,
    toTheMinute = false,
  }: Server,
  gapsS: readonly number[],
): number | undefined => {
  let limiter = families[family].begin({ limit: limit + more, windowS }, 0);
  const trail = createBudgetTrail();
  const count = createWindowCount();
  let nowUs = 0;
  for (const [seq, gapS] of gapsS.entries()) {
    const startUs = nowUs + gapS * 1e6;
    const [next, decision] = limiter.take(startUs + 2000);
    limiter = next;
    nowUs = startUs + 4000;
    const remaining = Math.max(0, decision.remaining - more - hides + (before && decision.admitted ? 1 : 0));
    const resetS = toTheMinute ? Math.ceil(60 - ((startUs / 1e6) % 60)) : decision.resetS;
    const step = answered(trail, {
      seq,
      startUs,
      endUs: nowUs,
      limit,
      remaining: Math.min(limit, remaining),
      resetS,
      status: !decision.admitted ? 429 : (seq + 1) % loses === 0 ? 503 : 200,
    });
    const over = step?.group === undefined ? undefined : count.add(step.group, step.windowS);
    if (over !== undefined) return over.admitted;
  }
  return undefined;
};

const evenly = (calls: number, gapS: number) => Array.from({ length: calls }, () => gapS);

describe("what a window admits is counted to the call", () => {
  test.each<FamilyId>(["fixed-window-aligned", "fixed-window-anchored", "sliding-log"])(
    "one more than the limit is found, of %s, in a burst and in many seconds",
    (family) => {
      for (const gapS of [0.001, 0.1, 0.15])
        for (const before of [false, true])
          expect(found({ family, limit: 90, more: 1, before }, evenly(100, gapS))).toBe(91);
    },
  );

  test("one more than the limit is found where Remaining shows it, though calls got no answer that counts", () => {
    const server = { family: "fixed-window-anchored", limit: 90, more: 1, loses: 20, before: true } as const;
    expect(found(server, evenly(100, 0.02))).toBe(91);
  });

  test("those that are admitted though none remains are found, from whatever Remaining was seen first", () => {
    const server = { family: "fixed-window-aligned", limit: 90 } as const;
    expect(found({ ...server, hides: 2 }, evenly(100, 0.1))).toBe(90);
    expect(found({ ...server, hides: 3 }, evenly(100, 0.1))).toBe(89);
    expect(found({ ...server, hides: 9, before: true }, evenly(100, 0.1))).toBe(84);
  });

  test("nothing is found of a correct limiter, whatever family, limit and pauses", () => {
    fc.assert(
      fc.property(
        fc.record({
          family: fc.constantFrom(...familyIds),
          limit: fc.constantFrom(1, 2, 5, 10, 30, 60, 90, 300),
          windowS: fc.constantFrom(4, 60, 60, 60, 3600),
          before: fc.boolean(),
          toTheMinute: fc.boolean(),
        }),
        fc.array(fc.tuple(fc.integer({ min: 1, max: 120 }), fc.constantFrom(0, 0, 0.01, 0.2, 0.66, 1, 5, 31, 59, 61)), {
          minLength: 1,
          maxLength: 8,
        }),
        ({ toTheMinute, ...server }, parts) => {
          const gapsS = parts.flatMap(([calls, gapS]) => evenly(calls, gapS));
          const bucket = server.family === "token-bucket" || server.family === "truncating-bucket";
          const odd = toTheMinute && bucket && server.windowS === 60;
          expect(found({ ...server, toTheMinute: odd }, gapsS)).toBeUndefined();
        },
      ),
      { numRuns: 600 },
    );
  });
});
