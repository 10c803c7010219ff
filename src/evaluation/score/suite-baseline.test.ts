import { expect, test } from "vitest";
import type { TestResult } from "./results/test-result.ts";
import { type Baseline, baselineOf, judgeTrial } from "./suite-baseline.ts";
import type { SuiteTrial } from "./suite-trial.ts";

const outcomes = { "+": "passed", "-": "failed", "0": "skipped" } as const;
const isOutcome = (sign: string): sign is keyof typeof outcomes => Object.hasOwn(outcomes, sign);

/** A run from signs: "+a -b" passes a and fails b; "!c" fails c, which is listed only where it fails. */
const trial = (signs: string | undefined, exit = signs?.includes("-") || signs?.includes("!") ? 1 : 0): SuiteTrial => ({
  server: { kind: "correct", id: "correct" },
  exit,
  timedOut: false,
  tookMs: 5,
  tail: "",
  requests: 3,
  left: 0,
  results:
    signs === undefined
      ? undefined
      : {
          format: "TAP",
          tests: signs
            .split(" ")
            .filter((word) => word !== "")
            .map((word): TestResult => {
              const [sign = "", name = ""] = [word.slice(0, 1), word.slice(1)];
              if (isOutcome(sign)) return { name, outcome: outcomes[sign] };
              return { name, outcome: "failed", listedIfFailed: true };
            }),
        },
});

const how = { timeoutMs: 1000, needsResults: false };
const baseline = (first: string | undefined, again = first, exit?: number): Baseline => {
  const found = baselineOf([trial(first, exit), trial(again, exit)], how);
  if ("reason" in found) throw new Error(found.reason);
  return found.baseline;
};
const reason = (first: SuiteTrial, again = first, needsResults = false) => {
  const found = baselineOf([first, again], { ...how, needsResults });
  return "reason" in found ? found.reason : undefined;
};

test("what fails or differs between two runs on the correct server is left out by name, the rest is scored", () => {
  expect(baseline("+good -bad +flaky +once 0later", "+good -bad -flaky 0later").tests).toEqual({
    format: "TAP",
    scored: ["good"],
    skipped: 1,
    leftOut: [
      { name: "bad", why: "fails" },
      { name: "flaky", why: "flaky" },
      { name: "once", why: "flaky" },
    ],
  });
});

test.each([
  ["a test that passed on the correct server fails", "+a +b", "+a -b", ["b"]],
  ["a hook fails that did not", "+a", "+a !hook", ["hook"]],
  ["only tests that are left out fail", "+a -b", "+a -b", undefined],
  ["a test is skipped or missing", "+a +b", "0a", undefined],
  ["a failure is new, and a test that passed did not run", "+a +b -c", "+a 0b -c -hook", ["hook"]],
  ["a hook fails that fails on the correct server, too", "+a !hook", "+a !hook", undefined],
  ["a test fails that was never seen, and others are left out", "+a -b", "+a -b -new", undefined],
])("%s", (_, correct, faulty, killedBy) => {
  expect(judgeTrial(trial(faulty), baseline(correct))).toEqual({
    outcome: killedBy === undefined ? "passed" : "failed",
    failedTests: (killedBy ?? []).map((name) => ({ name })),
  });
});

test("a suite that was green and is red has noticed, whatever its results name", () => {
  expect(judgeTrial(trial("+a -new"), baseline("+a"))).toEqual({
    outcome: "failed",
    failedTests: [{ name: "new" }],
    note: "exit code 1, and 0 on the correct server",
  });
  expect(judgeTrial(trial(undefined, 3), baseline("+a"))).toEqual({
    outcome: "failed",
    note: "wrote no results, exit code 3",
  });
  // Red as ever: the exit code says nothing.
  expect(judgeTrial(trial("+a", 1), baseline("+a", "+a", 1))).toEqual({ outcome: "passed", failedTests: [] });
});

test("without results the exit code counts, and a run that was too long is neither", () => {
  expect(judgeTrial(trial(undefined, 1), baseline(undefined))).toEqual({ outcome: "failed" });
  expect(judgeTrial(trial(undefined, 0), baseline(undefined))).toEqual({ outcome: "passed" });
  expect(judgeTrial({ ...trial("-a"), timedOut: true }, baseline("+a"))).toEqual({ outcome: "timed out" });
});

test("a suite that cannot be scored is told why", () => {
  expect(reason(trial(undefined, 1))).toMatch(/^it fails on the correct server \(exit code 1\)/);
  expect(reason(trial(undefined, 0), trial(undefined, 1))).toMatch(/^it passes once and fails once on the correct/);
  expect(reason({ ...trial("+a"), timedOut: true })).toBe("it did not end within 1 s on the correct server");
  expect(reason({ ...trial("+a"), requests: 0 })).toContain("it must read GOREST_BASE_URL");
  expect(reason(trial("-a -b"))).toBe("none of its 2 tests passes on the correct server");
  expect(reason(trial("+a"), trial(undefined))).toBe("it wrote results only once (exit code 0 on the correct server)");
  expect(reason({ ...trial(undefined), results: { problem: "it wrote no results to r.xml" } }, undefined, true)).toBe(
    "it wrote no results to r.xml (exit code 0 on the correct server)",
  );
});
