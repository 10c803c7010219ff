import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FamilyId, families, familyIds } from "../../limiter/families.ts";
import type { Decision } from "../../limiter/limiter.ts";
import { answered } from "../testing/answered.ts";
import { createBudgetTrail } from "./budget-trail.ts";
import { createFullEarly } from "./full-early.ts";
import { createResetOver } from "./reset-over.ts";

interface Server {
  readonly family?: FamilyId;
  readonly limit?: number;
  readonly windowS?: number;
  /** Shows what the call before left. */
  readonly lags?: boolean;
  readonly show?: (decision: Decision, nowS: number) => Decision;
}

/** Calls one after the other, with these pauses before them, and whether Reset is found to lie. */
const lies = (
  { family = "fixed-window-aligned", limit = 90, windowS = 60, lags = false, show = (one) => one }: Server,
  gapsS: readonly number[],
): boolean => {
  let limiter = families[family].begin({ limit, windowS }, 0);
  const trail = createBudgetTrail();
  const over = createResetOver();
  const full = createFullEarly();
  let nowUs = 5e6;
  let left = limit;
  let found = false;
  for (const [seq, gapS] of gapsS.entries()) {
    const startUs = nowUs + gapS * 1e6;
    const [next, decision] = limiter.take(startUs + 2000);
    limiter = next;
    nowUs = startUs + 4000;
    const { admitted, remaining, resetS } = show(decision, startUs / 1e6);
    const step = answered(trail, {
      seq,
      startUs,
      endUs: nowUs,
      limit,
      remaining: admitted && lags ? left : remaining,
      resetS,
      status: admitted ? 200 : 429,
    });
    left = remaining;
    if (step === undefined) continue;
    for (const outcome of [over.add(step, true), full.add(step)]) found ||= outcome?.kind === "violated";
  }
  return found;
};

const evenly = (calls: number, gapS: number) => Array.from({ length: calls }, () => gapS);
/** A burst, and some calls each so many seconds. */
const slowly = (gapS: number) => [...evenly(50, 0), ...evenly(10, 0).flatMap(() => [gapS, 0, 0])];

describe("what Reset promises", () => {
  test("is broken where nothing is back once it is over, again and again", () => {
    let used = 0;
    const never = (decision: Decision) => ({ ...decision, admitted: true, remaining: Math.max(0, 90 - ++used) });
    expect(lies({ show: never }, slowly(21))).toBe(true);
  });

  test("is broken where nothing is back a window and a half after a burst, though Reset began anew", () => {
    let used = 0;
    const never = (decision: Decision) => ({ ...decision, admitted: true, remaining: Math.max(0, 90 - ++used) });
    expect(lies({ show: never }, [...evenly(60, 0), 5, 0, 61, 0, 31, 0])).toBe(true);
  });

  test("is broken where it grows as time goes by", () => {
    const up = (decision: Decision, nowS: number) => ({ ...decision, resetS: Math.floor(nowS % 60) });
    expect(lies({ show: up }, [...evenly(50, 0), 5, 0, 9, 0, 13, 0])).toBe(true);
  });

  test("is broken where all is back long before, time after time", () => {
    const late = (decision: Decision) => ({ ...decision, resetS: decision.resetS + 30 });
    const bursts = [21, ...evenly(70, 0), 6, 23, ...evenly(60, 0), 7, 0];
    expect(lies({ windowS: 30, show: late }, bursts)).toBe(true);
    const hour = (decision: Decision) => ({ ...decision, resetS: decision.admitted ? decision.resetS : 3600 });
    const spent = [...evenly(95, 0), 61, ...evenly(95, 0), 61, 0];
    expect(lies({ family: "token-bucket", show: hour }, spent)).toBe(true);
  });

  test("is kept by a correct limiter, whatever family, limit and pauses", () => {
    fc.assert(
      fc.property(
        fc.record({
          family: fc.constantFrom(...familyIds),
          limit: fc.constantFrom(1, 2, 5, 10, 30, 60, 90, 300),
          windowS: fc.constantFrom(4, 60, 60, 60, 3600),
          lags: fc.boolean(),
        }),
        fc.array(
          fc.tuple(fc.integer({ min: 1, max: 60 }), fc.constantFrom(0, 0, 0.01, 0.66, 1, 5, 7, 12, 29, 30, 31, 61)),
          { minLength: 1, maxLength: 10 },
        ),
        (server, parts) => {
          const gapsS = parts.flatMap(([calls, gapS]) => evenly(calls, gapS));
          expect(lies(server, gapsS)).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });
});
