import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rankOf } from "../contract/order-statistics.ts";
import { createHistogram } from "./histogram.ts";

describe("histogram", () => {
  it("keeps every sample to 0.1 %, so a quantile is the sorted sample of its rank", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3_600_000_000 }), { minLength: 1, maxLength: 50 }),
        fc.double({ min: 0.01, max: 0.999, noNaN: true }),
        (values, p) => {
          const histogram = createHistogram();
          for (const value of values) histogram.record(value);
          const exact = values.toSorted((a, b) => a - b)[rankOf(p, values.length) - 1] ?? -1;
          expect(Math.abs((histogram.quantile(p) ?? -1) - exact)).toBeLessThanOrEqual(exact * 0.001 + 1);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("refuses a percentile that its samples cannot support, and says how many it needs", () => {
    const histogram = createHistogram();
    for (let i = 1; i <= 298; i++) histogram.record(i * 1000);
    const { percentiles, refused } = histogram.shape();
    expect(percentiles.map((each) => each.p)).toEqual([0.5, 0.9, 0.95]);
    expect(refused).toEqual([
      { p: 0.99, needs: 299 },
      { p: 0.999, needs: 2995 },
    ]);
    expect(percentiles.every((each) => each.interval !== undefined && each.interval[0] <= each.ms)).toBe(true);
  });

  it("takes what is out of range to its ends and loses no sample", () => {
    const histogram = createHistogram();
    histogram.record(-5);
    histogram.record(1e12);
    const shape = histogram.shape();
    expect(shape.samples).toBe(2);
    expect(shape.minMs).toBe(0);
    expect(shape.maxMs).toBe(3_600_000);
  });

  it("puts every sample in exactly one drawn bucket whose edge is not below it", () => {
    const histogram = createHistogram();
    for (const us of [1, 10, 999, 20_000, 20_001, 2_000_000]) histogram.record(us);
    const { buckets } = histogram.shape();
    expect(buckets.reduce((sum, [, count]) => sum + count, 0)).toBe(6);
    expect(buckets.at(-1)?.[0]).toBeGreaterThanOrEqual(1999);
  });

  it("says nothing where nothing was measured", () => {
    const histogram = createHistogram();
    expect(histogram.quantile(0.5)).toBeUndefined();
    expect(histogram.shape().percentiles).toEqual([]);
  });
});
