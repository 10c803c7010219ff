import { describe, expect, test } from "vitest";
import { sampleRun } from "../../suites/self/testing/sample-run.ts";
import type { LoadRecord, RunRecord } from "../contract/run.ts";
import { comparabilityOf, sameKindOfRun } from "./comparable.ts";
import { compare } from "./compare.ts";

const run = (id: string, changes: Partial<RunRecord> = {}): RunRecord => ({ ...sampleRun({ id }), ...changes });
const at = (kind: "live" | "simulator", baseUrl: string): Pick<RunRecord, "target"> => ({
  target: { ...sampleRun().target, kind, baseUrl },
});
const loadOf = (): LoadRecord => {
  const { load } = sampleRun();
  if (load === undefined) throw new Error("the sample has a load part");
  return load;
};
const withLoad = (id: string, change: (load: LoadRecord) => LoadRecord): RunRecord => ({
  ...sampleRun({ id }),
  load: change(loadOf()),
});

describe("runs of different things are not compared", () => {
  test.each([
    [
      "simulator and live service",
      run("a", at("simulator", "http://127.0.0.1:4010/v2")),
      run("b", at("live", "https://gorest.co.in/public/v2")),
      "a was sent to the embedded simulator and b to the live service https://gorest.co.in/public/v2",
    ],
    [
      "two services",
      run("a", at("live", "https://one.example/v2")),
      run("b", at("live", "https://two.example/v2")),
      "a was sent to the live service https://one.example/v2 and b to the live service https://two.example/v2",
    ],
    [
      "contract and load",
      sampleRun({ id: "a", load: false }),
      sampleRun({ id: "b", contract: false }),
      "a holds only the contract and b only load",
    ],
    [
      "a run that reached nobody",
      { ...sampleRun({ id: "a", contract: false }), load: { ...loadOf(), outcome: "unable" as const } },
      sampleRun({ id: "b", contract: false }),
      "a could not do its job",
    ],
  ])("%s", (_, before, after, reason) => {
    const comparison = compare(before, after);
    expect(comparison.apart).toEqual([reason]);
    expect(comparison).toMatchObject({ latency: [], rules: [], regressions: 0 });
  });

  test("a simulator on another port is the same target", () => {
    const [a, b] = [
      run("a", at("simulator", "http://127.0.0.1:1/v2")),
      run("b", at("simulator", "http://127.0.0.1:2/v2")),
    ];
    expect(comparabilityOf(a, b).apart).toEqual([]);
  });

  test("latencies under another budget are left out, and rules are compared", () => {
    const before = withLoad("a", (load) => ({ ...load, conditions: { limit: 90, windowS: 6 } }));
    const after = withLoad("b", (load) => ({ ...load, conditions: { limit: 90, windowS: 60 } }));
    const comparison = compare(before, after);
    expect(comparison.latencyApart).toEqual(["a was paced by 90 requests in 6 s and b by 90 requests in 60 s"]);
    expect(comparison.latency).toEqual([]);
    expect(comparison.apart).toEqual([]);
    expect(sameKindOfRun(after, before)).toBe(false);
  });

  test("runs without a scenario in common say which each ran", () => {
    const before = withLoad("a", (load) => ({ ...load, scenarios: load.scenarios.slice(0, 1) }));
    const after = withLoad("b", (load) => ({ ...load, scenarios: load.scenarios.slice(1) }));
    expect(comparabilityOf(before, after).latencyApart).toEqual([
      "they share no load scenario: a ran paced, b ran burst",
    ]);
  });
});

describe("of runs that can be compared", () => {
  test("what the generator does by itself is left out, and so is a measurement that was not valid", () => {
    const own = withLoad("a", (load) => ({
      ...load,
      scenarios: load.scenarios.map((each) => (each.id === "paced" ? { ...each, ownOnly: true } : each)),
    }));
    expect(new Set(compare(own, own).latency.map(({ scenario }) => scenario))).toEqual(new Set(["burst"]));
    const invalid = withLoad("b", (load) => ({
      ...load,
      scenarios: load.scenarios.map((each) => (each.id === "paced" ? { ...each, outcome: "invalid" } : each)),
    }));
    const comparison = compare(sampleRun({ id: "a" }), invalid);
    expect(new Set(comparison.latency.map(({ scenario }) => scenario))).toEqual(new Set(["burst"]));
    expect(comparison.notes).toContain("paced is left out: in one of them its measurement was not valid");
  });

  test("a slower machine is told by the time its own generator took for a request to nobody", () => {
    const ownTime = (id: string, slowdown: number) => {
      const [paced] = sampleRun({ slowdown }).load?.scenarios ?? [];
      if (paced === undefined) throw new Error("the sample has a scenario");
      return withLoad(id, (load) => ({
        ...load,
        scenarios: [{ ...paced, id: "calibrate", ownOnly: true }, ...load.scenarios],
      }));
    };
    expect(comparabilityOf(ownTime("a", 1), ownTime("b", 1.6)).busier).toMatch(
      /^this machine was slower too: .*\sms and before .*\sms$/,
    );
    expect(comparabilityOf(ownTime("a", 1), ownTime("b", 1)).busier).toBeUndefined();
    expect(comparabilityOf(ownTime("a", 1.6), ownTime("b", 1)).busier).toBeUndefined();
  });
});
