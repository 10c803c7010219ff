import { expect, test } from "vitest";
import { sampleRun } from "../../suites/self/testing/sample-run.ts";
import { changesOf } from "../report/changes.ts";
import { compare } from "../report/compare.ts";
import { changeLines, changeWords, comparisonLines, lastLine } from "./changes-text.ts";

const plain = (text: string) => text;
const style = { good: plain, bad: plain, doubt: plain, faint: plain, strong: plain };
const before = sampleRun({ seed: 1, id: "before" });
const slower = changesOf({ run: sampleRun({ seed: 2, id: "after", slowdown: 1.5 }), previous: before });

test("a first run has nothing to say of earlier ones", () => {
  const changes = changesOf({ run: before });
  expect(changeLines(changes, style)).toEqual([]);
  expect(changeWords(changes)).toEqual([]);
});

test("a run that is slower than the one before names each figure, before, after and by how much", () => {
  const lines = changeLines(slower, style);
  expect(lines[0]).toBe("since the previous run (before):");
  expect(lines.find((line) => line.includes("paced · accepted p50"))).toMatch(
    /^ {2}slower {2}paced · accepted p50 +[\d.]+\sms → [\d.]+\sms, \+[\d.]+\sms \(\+[\d.]+\sms to \+[\d.]+\sms\)$/,
  );
});

test("a rule that broke since the run before is among what changed", () => {
  const run = sampleRun({ seed: 1, id: "after", violated: ["deleted-user-stays-gone"] });
  expect(changeLines(changesOf({ run, previous: before }), style)).toContain(
    "  broke  deleted-user-stays-gone  a deleted user answers 404 from then on",
  );
});

test("a run like the one before says so", () => {
  const changes = changesOf({ run: sampleRun({ seed: 1, id: "after" }), previous: before });
  expect(changeLines(changes, style)).toEqual([
    "since the previous run (before): no rule broke, no service time rose, and nothing drifted that breaks a client",
  ]);
});

test("a run that breaks what the one before broke too does not say that no rule broke", () => {
  const violated = ["deleted-user-stays-gone"];
  const previous = sampleRun({ seed: 1, id: "before", load: false, violated });
  const changes = changesOf({ run: sampleRun({ seed: 1, id: "after", load: false, violated }), previous });
  expect(changeLines(changes, style)).toEqual([
    "since the previous run (before): 1 rule is broken as before, and no other; no service time rose, and nothing drifted that breaks a client",
  ]);
});

test("the last line of a nightly run says what came of all of it, and how it ends", () => {
  const contract = { outcome: "holds" } as const;
  const load = { outcome: "pass" } as const;
  const target = "LIVE https://h/x";
  expect(lastLine({ target, contract, load, changes: changesOf({ run: before }), code: 0 }, style)).toBe(
    "nightly: the contract holds; load: pass; LIVE https://h/x (exit code 0)",
  );
  expect(lastLine({ target, contract, load, changes: slower, code: 0 }, style)).toMatch(
    /^nightly: the contract holds; load: pass; \d+ service times slower than before; LIVE https:\/\/h\/x \(exit code 0\)$/,
  );
  expect(
    lastLine(
      { target, contract: { outcome: "violated" }, load: undefined, changes: changesOf({ run: before }), code: 1 },
      style,
    ),
  ).toBe("nightly: the contract is violated; load: not run; LIVE https://h/x (exit code 1)");
});

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
