import { expect, test } from "vitest";
import { seededRandom } from "../contract/random.ts";
import { changePoints } from "./change-points.ts";

const noise = (seed: number, length: number, level: number) => {
  const random = seededRandom(seed);
  return Array.from({ length }, () => level * (1 + 0.06 * (random() - 0.5)));
};

test("fewer than ten runs give no change point", () => {
  expect(changePoints([1, 1, 1, 1, 5, 5, 5, 5, 5])).toEqual([]);
});

test("a step is found where it is", () => {
  expect(changePoints([...noise(1, 18, 100), ...noise(2, 12, 130)])).toEqual([18]);
});

test("two steps are both found, and few that are chance", () => {
  const found = Array.from({ length: 40 }, (_, at) =>
    changePoints([...noise(3 * at, 10, 100), ...noise(3 * at + 1, 10, 150), ...noise(3 * at + 2, 10, 100)]),
  );
  for (const points of found) expect(points).toEqual(expect.arrayContaining([10, 20]));
  // Each of three level stretches may alarm once in a hundred, for a step and again for a bump.
  expect(found.filter(({ length }) => length > 2).length).toBeLessThanOrEqual(6);
});

test("equal figures have none, and of a hundred histories of chance few do", () => {
  expect(changePoints(Array.from({ length: 30 }, () => 5))).toEqual([]);
  const alarmed = Array.from({ length: 100 }, (_, seed) => changePoints(noise(seed + 10, 30, 100))).filter(
    (points) => points.length > 0,
  );
  expect(alarmed.length).toBeLessThanOrEqual(4);
});
