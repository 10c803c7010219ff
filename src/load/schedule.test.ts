import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Arrivals,
  burst,
  closed,
  countOf,
  even,
  gapVariation,
  pause,
  sequence,
  spanOf,
  startsOf,
} from "./schedule.ts";

const part: fc.Arbitrary<Arrivals> = fc.oneof(
  fc.record({
    kind: fc.constant("even" as const),
    perS: fc.double({ min: 0.1, max: 50, noNaN: true }),
    forS: fc.nat(20),
  }),
  fc.record({ kind: fc.constant("burst" as const), count: fc.nat(50) }),
  fc.record({ kind: fc.constant("pause" as const), forS: fc.nat(20) }),
);
const arrivals = fc.array(part, { maxLength: 5 }).map((parts) => sequence(...parts));

describe("arrival schedules", () => {
  it("yield as many starts as they promise, in order, none after their span", () => {
    fc.assert(
      fc.property(arrivals, (schedule) => {
        const starts = [...startsOf(schedule)];
        expect(starts).toHaveLength(countOf(schedule) ?? -1);
        expect(starts.toSorted((a, b) => a - b)).toEqual(starts);
        expect(Math.max(0, ...starts)).toBeLessThanOrEqual(spanOf(schedule) + 1e-9);
      }),
    );
  });

  it("an even pace of 90 a minute is 90 starts two thirds of a second apart", () => {
    const starts = [...startsOf(even(1.5, 60))];
    expect(starts).toHaveLength(90);
    expect(gapVariation(starts)).toBeLessThan(1e-9);
    expect(starts[1]).toBeCloseTo(2 / 3);
  });

  it("parts follow each other", () => {
    expect([...startsOf(sequence(burst(2), pause(3), even(1, 2)))]).toEqual([0, 0, 3, 4]);
  });

  it("a closed loop has no intended starts and no count", () => {
    expect(countOf(sequence(burst(3), closed(1)))).toBeUndefined();
    expect([...startsOf(closed(1))]).toEqual([]);
  });

  it("the variation of gaps is unknown below two gaps and 0 for an even pace", () => {
    expect(gapVariation([1, 2])).toBeUndefined();
    expect(gapVariation([1, 2, 3])).toBe(0);
    expect(gapVariation([0, 1, 3])).toBeCloseTo(Math.SQRT1_2 / 1.5);
  });
});
