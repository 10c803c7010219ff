import { expect, test } from "vitest";
import { sampleRun } from "../../suites/self/testing/sample-run.ts";
import type { RunRecord, ScenarioRecord } from "../contract/run.ts";
import { trendOf } from "./trend.ts";

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
