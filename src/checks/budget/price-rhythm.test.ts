import { describe, expect, test } from "vitest";
import { seededRandom } from "../../contract/random.ts";
import { answered } from "../testing/answered.ts";
import { type BudgetTrail, createBudgetTrail, type TrailStep } from "./budget-trail.ts";
import { createPriceRhythm, type Rhythm } from "./price-rhythm.ts";

interface Shown {
  readonly remaining: number;
  readonly status?: number;
  /** Seconds since the call before; it takes as long. */
  readonly gapS?: number;
}

/** What the rhythm says of calls one after the other, at 90 a minute. */
const heard = (shown: readonly Shown[], status = 200): Rhythm | undefined => {
  const trail: BudgetTrail = createBudgetTrail();
  const rhythm = createPriceRhythm();
  let nowUs = 0;
  let found: Rhythm | undefined;
  for (const [seq, { remaining, gapS = 0.02, status: own = status }] of shown.entries()) {
    const startUs = nowUs;
    nowUs += gapS * 1e6;
    const resetS = Math.floor(((90 - remaining) * 60) / 90);
    const step: TrailStep | undefined = answered(trail, {
      seq,
      startUs,
      endUs: nowUs,
      limit: 90,
      remaining,
      resetS,
      status: own,
    });
    if (step !== undefined) found = rhythm.add(step) ?? found;
  }
  return found;
};

/** Remaining after each of so many calls of these prices, from a full budget and again. */
const falling = (calls: number, priceOf: (nth: number) => number): Shown[] => {
  let left = 90;
  return Array.from({ length: calls }, (_, at) => {
    left -= priceOf(at + 1);
    if (left < 0) left = 89;
    return { remaining: left };
  });
};

describe("prices at regular intervals", () => {
  test.each([2, 3, 5, 7, 10])("are found where every %i. call costs two", (every) => {
    // Of a single burst both can be said: every so many calls, and one number of one more.
    expect([every, every + 1]).toContain(heard(falling(160, (nth) => (nth % every === 0 ? 2 : 1)))?.every);
  });

  test("are found where numbers are left out at regular intervals, though refills come between", () => {
    let left = 90;
    const shown = Array.from({ length: 140 }, (_, at): Shown => {
      left -= at % 23 === 22 ? 0 : 1;
      if (left < 0) left = 89;
      return { remaining: Math.round((left * 10) / 9) };
    });
    expect(heard(shown)).toMatchObject({ by: "number" });
  });

  test("are not found where all calls cost one, nor where all cost two", () => {
    expect(heard(falling(400, () => 1))).toBeUndefined();
    expect(heard(falling(400, () => 2))).toBeUndefined();
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])("are not found where others spend at random (seed %i)", (seed) => {
    const random = seededRandom(seed);
    expect(heard(falling(400, () => (random() < 0.15 ? 2 : 1)))).toBeUndefined();
  });

  test("are not found where another program could call in step with paced calls", () => {
    const paced = falling(200, (nth) => (nth % 10 === 0 ? 2 : 1)).map((one) => ({ ...one, gapS: 0.15 }));
    expect(heard(paced)).toBeUndefined();
  });

  test("are found in quick calls that slow ones went before", () => {
    const every = falling(160, (nth) => (nth % 10 === 0 ? 2 : 1));
    const shown = every.map((one, at) => ({ ...one, gapS: at < 80 ? 0.15 : 0.02 }));
    expect(heard(shown)).toMatchObject({ every: 10, by: "call" });
  });

  test("are not found where answers come that may or may not have cost something", () => {
    expect(
      heard(
        falling(160, (nth) => (nth % 10 === 0 ? 2 : 1)),
        500,
      ),
    ).toBeUndefined();
  });

  test.each(["costs too", "costs nothing"])(
    "are found though a call comes between whose price is unknown: it %s",
    (it) => {
      const isUnknown = (nth: number) => nth % 15 === 4;
      let counted = 0;
      let left = 90;
      const shown = Array.from({ length: 200 }, (_, at): Shown => {
        const unknown = isUnknown(at);
        if (!unknown || it === "costs too") left -= ++counted % 7 === 0 ? 2 : 1;
        if (left < 0) left = 89;
        return { remaining: left, ...(unknown ? { status: 503 } : {}) };
      });
      // Of calls that cost nothing the numbers are left out as regularly.
      expect(heard(shown)).toMatchObject(it === "costs too" ? { every: 7, by: "call" } : { every: 8, by: "number" });
    },
  );
});
