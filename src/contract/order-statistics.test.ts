import { describe, expect, it } from "vitest";
import { intervalRanks, median, rankOf, samplesNeeded } from "./order-statistics.ts";

/** P(low ≤ B < high) for B binomial, summed over the samples above the quantile, where the terms do not vanish. */
const coverage = (p: number, n: number, [low, high]: readonly [number, number]) => {
  let mass = p ** n;
  let sum = 0;
  for (let above = 0; above <= n; above++) {
    if (n - above >= low && n - above < high) sum += mass;
    mass *= ((n - above) / (above + 1)) * ((1 - p) / p);
  }
  return sum;
};

describe("percentile confidence", () => {
  it.each([
    [0.5, 6],
    [0.9, 29],
    [0.95, 59],
    [0.99, 299],
    [0.999, 2995],
  ])("quantile %s needs %s samples", (p, needs) => {
    expect(samplesNeeded(p)).toBe(needs);
    expect(intervalRanks(p, needs - 1)).toBeUndefined();
    expect(intervalRanks(p, needs)).toBeDefined();
  });

  it("the interval covers the quantile with at least 95 % and not much more", () => {
    for (const p of [0.5, 0.9, 0.95, 0.99])
      for (const n of [samplesNeeded(p), 300, 500, 700].filter((size) => size >= samplesNeeded(p))) {
        const ranks = intervalRanks(p, n);
        expect(ranks).toBeDefined();
        if (ranks !== undefined) {
          expect(coverage(p, n, ranks), `p ${p} n ${n} ranks ${ranks}`).toBeGreaterThanOrEqual(0.95);
          expect(coverage(p, n, ranks)).toBeLessThan(0.99);
          expect(ranks[0]).toBeGreaterThanOrEqual(1);
          expect(ranks[1]).toBeLessThanOrEqual(n);
          expect(ranks[0]).toBeLessThanOrEqual(rankOf(p, n));
          expect(ranks[1]).toBeGreaterThanOrEqual(rankOf(p, n));
        }
      }
  });

  it("ten million samples give the normal approximation's ranks", () => {
    const ranks = intervalRanks(0.5, 10_000_000);
    const halfWidth = 1.96 * Math.sqrt(10_000_000 * 0.25);
    expect(Math.abs((ranks?.[0] ?? 0) - (5_000_000 - halfWidth))).toBeLessThan(5);
    expect(Math.abs((ranks?.[1] ?? 0) - (5_000_001 + halfWidth))).toBeLessThan(5);
  });
});

it("the nearest rank of a quantile is always a sample", () => {
  expect([0, 0.5, 0.501, 1].map((p) => rankOf(p, 100))).toEqual([1, 50, 51, 100]);
});

it("the whole range has no interval", () => {
  expect([0, 1].map((p) => intervalRanks(p, 1000))).toEqual([undefined, undefined]);
});

it("the median of an even number of values is the mean of the two in the middle", () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([])]).toEqual([2, 2.5, Number.NaN]);
});
