import { expect, test } from "vitest";
import { sampleRun } from "../../suites/self/testing/sample-run.ts";
import { compare } from "../report/compare.ts";
import { comparisonLines } from "./compare-text.ts";

const plain = (text: string) => text;
const style = { good: plain, bad: plain, doubt: plain, faint: plain, strong: plain };

test("a comparison says what rose, by how much, and which rule broke", () => {
  const before = sampleRun({ seed: 1, id: "before" });
  const after = sampleRun({ seed: 2, id: "after", slowdown: 1.5, violated: ["deleted-user-stays-gone"] });
  const lines = comparisonLines(compare(before, after), [], style);
  expect(lines[0]).toBe("before → after");
  expect(lines.find((line) => line.includes("paced · accepted p50"))).toMatch(/slower$/);
  expect(lines).toContain("  broke  deleted-user-stays-gone: a deleted user answers 404 from then on");
  expect(lines.at(-1)).toMatch(/^\d+ regressions: 1 rule broke, \d+ service times rose\.$/);
});

test("two runs that are broken alike are no good news", () => {
  const broken = (id: string) => sampleRun({ id, violated: ["deleted-user-stays-gone"] });
  const lines = comparisonLines(compare(broken("before"), broken("after")), [], style);
  expect(lines.at(-1)).toBe("1 rule is broken in both: deleted-user-stays-gone. Nothing else changed for the worse.");
});

test("time to accept is shown, said not to be judged, and counts for nothing", () => {
  const lines = comparisonLines(compare(sampleRun({ seed: 1 }), sampleRun({ seed: 2, slowdown: 1.5 })), [], style);
  expect(lines.find((line) => line.includes("paced · time to accept p50"))).toMatch(/slower, not judged$/);
  expect(lines).toContain("  Time to accept has our own queue and pace in it: it is shown, not judged.");
});

test("nothing a record holds reaches the terminal as a control sequence", () => {
  const run = sampleRun({ id: "a" });
  const comparison = { ...compare(run, run), before: "\u001b[31mred" };
  const drift = { kind: "breaking", operation: "listUsers", status: 200, says: "new \u001b]0;title\u0007" } as const;
  const text = comparisonLines(comparison, [drift], style).join("\n");
  expect(text).not.toContain("\u001b");
  expect(text).toContain("No regression");
});
