import { describe, expect, test } from "vitest";
import { sampleRun } from "../../suites/self/testing/sample-run.ts";
import type { LatencySummary, RunRecord } from "../contract/run.ts";
import { compare } from "./compare.ts";

const withLatency = (
  run: RunRecord,
  change: (latency: readonly LatencySummary[]) => readonly LatencySummary[],
): RunRecord =>
  run.load === undefined
    ? run
    : {
        ...run,
        load: {
          ...run.load,
          scenarios: run.load.scenarios.map((scenario) => ({ ...scenario, latency: change(scenario.latency) })),
        },
      };

describe("compare", () => {
  test("a run against itself has no change", () => {
    const run = sampleRun();
    const comparison = compare(run, run);
    expect(comparison.regressions).toBe(0);
    expect(comparison.latency.length).toBeGreaterThan(5);
    for (const change of comparison.latency) {
      expect(change.verdict).toBe("no clear change");
      expect(change.differenceMs).toBe(0);
    }
  });

  test("a slow-down is told with an interval that excludes zero", () => {
    const comparison = compare(sampleRun({ seed: 1 }), sampleRun({ seed: 2, slowdown: 1.4 }));
    const median = comparison.latency.find((change) => change.scenario === "paced" && change.name === "accepted");
    expect(median?.p).toBe(0.5);
    expect(median?.verdict).toBe("slower");
    expect(median?.interval[0]).toBeGreaterThan(0);
    expect(median?.share).toBeGreaterThan(0.3);
    expect(compare(sampleRun({ seed: 2, slowdown: 1.4 }), sampleRun({ seed: 1 })).regressions).toBe(0);
  });

  test("a difference within tolerance is not called one, however many samples there are", () => {
    const before = sampleRun({ seed: 1, requests: 20_000 });
    const after = sampleRun({ seed: 2, requests: 20_000, slowdown: 1.05 });
    const [median] = compare(before, after).latency;
    expect(median?.interval[0]).toBeGreaterThan(0);
    expect(median?.verdict).toBe("no clear change");
  });

  test("a rule that broke is a regression; one that was mended is not", () => {
    const holds = sampleRun();
    const broke = sampleRun({ violated: ["deleted-user-stays-gone"] });
    expect(compare(holds, broke)).toMatchObject({
      regressions: 1,
      rules: [{ rule: "deleted-user-stays-gone", before: "holds", after: "violated", kind: "broke" }],
    });
    expect(compare(broke, holds)).toMatchObject({ regressions: 0, rules: [{ kind: "mended" }] });
  });

  test("figures of one burst, or of fewer samples than their confidence takes, are shown and decide nothing", () => {
    const slower = sampleRun({ seed: 2, slowdown: 3 });
    const inOneSecond = (run: RunRecord): RunRecord =>
      run.load === undefined
        ? run
        : {
            ...run,
            load: {
              ...run.load,
              scenarios: run.load.scenarios.map((scenario) => ({
                ...scenario,
                timeline: scenario.timeline.slice(0, 1),
              })),
            },
          };
    const burst = compare(sampleRun({ seed: 1 }), inOneSecond(slower));
    expect(burst.latency.some(({ verdict }) => verdict === "slower")).toBe(true);
    expect(burst.regressions).toBe(0);
    const few = (run: RunRecord): RunRecord =>
      withLatency(run, (latency) =>
        latency.map((summary) => ({
          ...summary,
          samples: 8,
          buckets: Array.from({ length: 8 }, (_, at) => [(summary.buckets[0]?.[0] ?? 0) + at / 100, 1] as const),
        })),
      );
    expect(compare(few(sampleRun({ seed: 1 })), few(slower)).latency.filter(({ decides }) => decides)).toEqual([]);
  });

  test("time to accept is shown and decides nothing: our own queue is in it", () => {
    const run = sampleRun();
    const tripled = (summary: LatencySummary): LatencySummary =>
      summary.name === "time to accept"
        ? { ...summary, buckets: summary.buckets.map(([ms, times]) => [3 * ms, times] as const) }
        : summary;
    const comparison = compare(
      run,
      withLatency(run, (latency) => latency.map(tripled)),
    );
    const waits = comparison.latency.filter(({ name }) => name === "time to accept");
    expect(waits.some(({ verdict }) => verdict === "slower")).toBe(true);
    expect(waits.every(({ decides }) => !decides)).toBe(true);
    expect(comparison.regressions).toBe(0);
  });

  test("a scenario of one operation has no row for that operation beside its own", () => {
    const one = (run: RunRecord) =>
      withLatency(run, (latency) =>
        latency.filter(({ operation }) => operation === undefined || operation === "getUser"),
      );
    const rows = compare(one(sampleRun({ seed: 1 })), one(sampleRun({ seed: 2 }))).latency;
    expect(rows.filter(({ operation }) => operation !== undefined)).toEqual([]);
    expect(compare(sampleRun({ seed: 1 }), sampleRun({ seed: 2 })).latency.map(({ operation }) => operation)).toContain(
      "getUser",
    );
  });

  test("runs without common figures compare by their rules only", () => {
    expect(compare(sampleRun({ load: false }), sampleRun()).latency).toEqual([]);
  });

  test("the same pair gives the same answer", () => {
    const [a, b] = [sampleRun({ seed: 1 }), sampleRun({ seed: 2 })];
    expect(compare(a, b)).toEqual(compare(a, b));
  });
});
