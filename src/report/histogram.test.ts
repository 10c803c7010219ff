import { expect, test } from "vitest";
import { quantileInterval, ranksOf } from "./histogram.ts";

const ranks = ranksOf([
  [1, 50],
  [2, 30],
  [3, 0],
  [10, 20],
]);

test("a rank is read as the upper edge of its bucket", () => {
  expect([1, 50, 51, 80, 81, 100].map(ranks.at)).toEqual([1, 1, 2, 2, 10, 10]);
  expect(ranks.samples).toBe(100);
});

test("an interval is given only where samples bound it on both sides", () => {
  expect(quantileInterval(ranks, 0.5)).toEqual([1, 2]);
  expect(quantileInterval(ranks, 0.99)).toBeUndefined();
});
