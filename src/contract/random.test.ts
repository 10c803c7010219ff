import { expect, test } from "vitest";
import { seededRandom } from "./random.ts";

const numbers = (seed: number, count: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
};

test("the same seed gives the same numbers, another seed gives others", () => {
  expect(numbers(1, 20)).toEqual(numbers(1, 20));
  expect(numbers(1, 20)).not.toEqual(numbers(2, 20));
});

test("numbers lie strictly between 0 and 1 and fill each tenth alike", () => {
  const counts = new Array<number>(10).fill(0);
  const all = numbers(7, 10_000);
  expect(all.filter((number) => !(number > 0 && number < 1))).toEqual([]);
  for (const number of all) {
    const tenth = Math.floor(number * 10);
    counts[tenth] = (counts[tenth] ?? 0) + 1;
  }
  // 1000 each, standard deviation 30.
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

test("seeds that follow each other begin anywhere", () => {
  const first = Array.from({ length: 1000 }, (_, seed) => numbers(seed, 1)[0] ?? 0);
  const mean = first.reduce((sum, number) => sum + number, 0) / first.length;
  // Standard deviation of the mean: 0.009.
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
  expect(first.filter((number) => number < 0.1).length).toBeGreaterThan(50);
});
