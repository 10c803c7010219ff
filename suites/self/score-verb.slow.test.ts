import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { run, start } from "./testing/command-line.ts";
import { root } from "./testing/sources.ts";

const folder = mkdtempSync(join(tmpdir(), "gorest-score-verb-"));
afterAll(() => rmSync(folder, { recursive: true }));

const script = `"${process.execPath}" "${root}suites/self/suites/writes-results.mjs"`;
const made = (reports: string) => {
  const [first = "", ...others] = readdirSync(reports);
  expect(others).toEqual([]);
  return join(reports, first);
};

test("each run of the verb writes a folder of its own, and misses what --min demands with exit code 1", async () => {
  const reports = join(folder, "classes");
  const args = ["score", "--cmd", `${script} "${join(folder, "verb")}"`, "--class", "concurrency", "schema"];
  const { code, out } = await run([...args, "--sample", "2", "--min", "100", "--reports", reports, "--processes", "1"]);
  expect(code).toBe(1);
  expect(out).toMatch(/concurrency +1 /);
  expect(out).toMatch(/schema +1 /);
  expect(out).toContain("a sample of 2 of ");
  expect(readdirSync(made(reports)).sort()).toEqual(["suite.html", "suite.json", "suite.md"]);
  expect(readFileSync(join(made(reports), "suite.html"), "utf8")).toContain("Score of a test suite");
});

test("Ctrl-C ends it with the score so far and exit code 130", async () => {
  const reports = join(folder, "interrupted");
  const counter = join(folder, "interrupted-runs");
  const { child, ended } = start([
    "score",
    "--cmd",
    `${script} "${counter}"`,
    "--reports",
    reports,
    "--processes",
    "1",
  ]);
  const runs = () => {
    try {
      return Number(readFileSync(counter, "utf8"));
    } catch {
      return 0;
    }
  };
  // Two on either plain server, and some on others.
  while (runs() < 8 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 50));
  child.kill("SIGINT");
  const { code, out } = await ended;
  expect(code).toBe(130);
  expect(out).toMatch(/interrupted: \d+ of \d+ faults were tried/);
  const record = JSON.parse(readFileSync(join(made(reports), "suite.json"), "utf8"));
  expect(record.stopped).toBe("interrupted");
  expect(record.rows.at(-1).faults).toBeGreaterThan(0);
});
