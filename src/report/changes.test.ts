import { expect, test } from "vitest";
import { sampleRun } from "../../suites/self/testing/sample-run.ts";
import type { RunRecord } from "../contract/run.ts";
import { headlines } from "./status.ts";

/** The run with so many ms more in every answer. */
const delayed = (run: RunRecord, ms: number): RunRecord => ({
  ...run,
  id: "after",
  ...(run.load === undefined
    ? {}
    : {
        load: {
          ...run.load,
          scenarios: run.load.scenarios.map((scenario) => ({
            ...scenario,
            latency: scenario.latency.map((summary) => ({
              ...summary,
              buckets: summary.buckets.map(([upper, count]) => [upper + ms, count] as const),
            })),
          })),
        },
      }),
});

const change = (previous: RunRecord, run: RunRecord) =>
  headlines({ run, previous }).find(({ title }) => title === "Change")?.says;

test("a delay that every answer has is one sentence", () => {
  const before = sampleRun({ id: "before", requests: 2000 });
  expect(change(before, delayed(before, 41))).toMatch(/^Everything is about 41.?ms slower than the previous run\.$/);
});

test("what is slower by its own measure is not told as one delay", () => {
  const before = sampleRun({ id: "before", requests: 2000 });
  expect(change(before, sampleRun({ id: "after", requests: 2000, slowdown: 2 }))).toMatch(/service times rose/);
});
