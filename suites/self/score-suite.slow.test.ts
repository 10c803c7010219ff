import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { suiteText } from "../../src/cli/score-suite-text.ts";
import { suitePage } from "../../src/cli/suite-page.ts";
import { createTerminal } from "../../src/cli/terminal.ts";
import { type MeasureSuiteOptions, measureSuite } from "../../src/evaluation/score/measure-suite.ts";
import { faults } from "../../src/simulator/faults.ts";
import { root } from "./testing/sources.ts";

// Suites are real processes here, so that only a few servers are tried. The tools that others use are in
// score-tools.slow.test.ts.
const folder = mkdtempSync(join(tmpdir(), "gorest-score-suite-"));
afterAll(() => rmSync(folder, { recursive: true }));

const script = `"${process.execPath}" "${root}suites/self/suites/writes-results.mjs"`;
const chosen = (...ids: readonly string[]) => faults.filter(({ id }) => ids.includes(id));
const { style } = createTerminal({ write: () => true }, { write: () => true }, { nowMs: () => 0 });

const score = (counter: string, more: Partial<MeasureSuiteOptions> = {}) =>
  measureSuite({
    command: `${script} "${join(folder, counter)}"`,
    faults: chosen("delete-answers-200", "list-in-envelope"),
    benign: [],
    budget: 450,
    timeoutMs: 60_000,
    // So that the test that changes its mind does so between the two runs on the correct server.
    parallel: 1,
    ...more,
  });

test("a suite that is not perfect is scored by the tests that are good, and what it leaves out is named", async () => {
  const record = await score("imperfect", { benign: ["gzip"], minPercent: 51 });
  expect(record.tests).toEqual({
    format: "TAP",
    scored: ["user N is created", "deleting answers 204"],
    skipped: 0,
    leftOut: [
      { name: "says who serves <token>", why: "fails" },
      { name: "is quick", why: "flaky" },
    ],
  });
  expect(record.faults.map(({ id, outcome, failedTests }) => [id, outcome, failedTests])).toEqual([
    ["list-in-envelope", "passed", []],
    ["delete-answers-200", "failed", [{ name: "deleting answers 204" }]],
  ]);
  expect(record.correct.map(({ id, outcome }) => [id, outcome])).toEqual([
    ["correct", "passed"],
    ["gzip", "passed"],
  ]);
  expect(record.target).toEqual({ percent: 51, holds: false });
  const text = suiteText(record, style).join("\n");
  expect(text).toContain(
    "2 tests of its TAP scored, 1 left out that fail on a correct server, 1 left out that are flaky",
  );
  expect(text).toMatch(/is quick +passes once and not again/);
  expect(text).toContain("at least 51 % demanded: missed with 50.0 %");
  const page = suitePage(record).markup;
  // The survivor, what the contract says of it, and a line that would have noticed.
  expect(page).toContain("each documented body has exactly the documented fields");
  expect(page).toContain("expect(Object.keys(response.body).sort().join()");
  expect(page).toContain('<td class="figure">1</td>');
});

test("an interrupted run gives the score of what was tried, and one whose time is over at once gives none", async () => {
  const stop = new AbortController();
  const record = await score("interrupted", {
    signal: stop.signal,
    onProgress: (text) => {
      if (text.startsWith("1/2 servers")) stop.abort();
    },
  });
  expect(record.stopped).toBe("interrupted");
  expect(record.rows.at(-1)).toMatchObject({ name: "all", faults: 1, notReached: 1 });
  expect(suiteText(record, style).join("\n")).toContain("interrupted: 1 of 2 faults were tried");
  const late = await score("late", { forMs: 1 });
  expect(late).toMatchObject({
    stopped: "out of time",
    unscored: "the time was over before the correct server was done",
  });
});
