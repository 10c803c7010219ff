import { expect, test } from "vitest";
import { sampleRun } from "../../suites/self/testing/sample-run.ts";
import { seededRandom } from "../contract/random.ts";
import type { RunRecord, ScenarioRecord } from "../contract/run.ts";
import { changePoints, trendOf } from "./trend.ts";

const withScenarios = (change: (scenarios: readonly ScenarioRecord[]) => readonly ScenarioRecord[]): RunRecord => {
  const sample = sampleRun();
  if (sample.load === undefined) throw new Error("the sample has a load part");
  const plain = sample.load.scenarios.map(({ sweep: _, ...scenario }) => scenario);
  return { ...sample, load: { ...sample.load, scenarios: change(plain) } };
};
const run = withScenarios((all) => all);
const [paced, burst] = run.load?.scenarios ?? [];

test("the trend follows the longest scenario, which most earlier runs have", () => {
  expect(trendOf(run, []).scenario).toBe("paced");
  const onlyBurst = withScenarios((all) => all.filter(({ id }) => id === "burst"));
  expect(trendOf(run, [onlyBurst, onlyBurst, run]).scenario).toBe("burst");
});

test("neither the generator's own scenario nor a pace sweep is followed, however long", () => {
  if (paced === undefined || burst === undefined) throw new Error("the sample has two scenarios");
  const own = { ...paced, id: "calibrate", tookMs: 1e9, ownOnly: true } as const;
  const sweep = { ...paced, id: "pace-sweep", tookMs: 1e8, sweep: [] };
  expect(
    trendOf(
      withScenarios((all) => [own, sweep, ...all]),
      [],
    ).scenario,
  ).toBe("paced");
});

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
