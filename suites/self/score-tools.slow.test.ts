import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { measureSuite } from "../../src/evaluation/score/measure-suite.ts";
import type { ResultsSource } from "../../src/evaluation/score/suite-trial.ts";
import { faults } from "../../src/simulator/faults.ts";
import { root } from "./testing/sources.ts";

// Suites in the form that others have them, run by the tools they are written for, which are installed for this test alone.
const folder = mkdtempSync(join(tmpdir(), "gorest-score-tools-"));
afterAll(() => rmSync(folder, { recursive: true }), 120_000);

const suite = (name: string) => join(root, "suites/self/suites", name);

/** Runs a command of an installation. @returns why it failed */
const install = (file: string, args: readonly string[], cwd: string): string | undefined => {
  try {
    execFileSync(file, args, { cwd, stdio: "pipe", timeout: 240_000 });
    return undefined;
  } catch (error) {
    return `${file} ${args[0]}: ${error instanceof Error ? error.message.split("\n")[0] : "failed"}`;
  }
};

const npmPackages = (...packages: readonly string[]) => {
  const cwd = mkdtempSync(join(folder, "npm-"));
  writeFileSync(join(cwd, "package.json"), '{"private":true,"type":"module"}');
  return { cwd, failure: install("npm", ["install", "--no-audit", "--no-fund", "--silent", ...packages], cwd) };
};

interface Style {
  readonly command: string;
  readonly results?: ResultsSource;
  readonly format: string;
  /** How the same tests are called there. */
  readonly leftOut: string;
  readonly killers: readonly string[];
}

/** A fault that these suites notice, and one that they do not. */
const score = async ({ command, format, leftOut, killers, ...more }: Style): Promise<void> => {
  const chosen = ["delete-answers-200", "email-may-have-201-characters"];
  const record = await measureSuite({
    ...more,
    command,
    faults: faults.filter(({ id }) => chosen.includes(id)),
    benign: [],
    budget: 450,
    timeoutMs: 120_000,
    parallel: 2,
  });
  expect(record.unscored).toBeUndefined();
  expect(record.tests).toMatchObject({ format, leftOut: [{ name: leftOut, why: "fails" }] });
  const noticed = record.faults.flatMap(({ id, failedTests = [] }) => failedTests.map(({ name }) => `${id}: ${name}`));
  expect(noticed.sort()).toEqual(killers);
  expect(record.rows.at(-1)).toEqual({ name: "all", faults: 2, killed: 1 });
  expect(record.correct.map(({ outcome, left }) => [outcome, left])).toEqual([["passed", 0]]);
};

test("a Postman collection, run by Newman", async ({ skip }) => {
  const { cwd, failure } = npmPackages("newman@6.2.2");
  if (failure !== undefined) skip(`Newman cannot be installed here: ${failure}`);
  const newman = `"${join(cwd, "node_modules/.bin/newman")}" run "${suite("users.postman.json")}"`;
  await score({
    command: `${newman} --env-var baseUrl=$GOREST_BASE_URL --env-var token=$GOREST_TOKEN -r json --reporter-json-export $GOREST_RESULTS`,
    format: "Newman JSON",
    leftOut: "Users › List › Server says what it runs on",
    killers: ["delete-answers-200: Users › Delete › Status code is 204"],
  });
});

test("a suite of pytest and requests", async ({ skip }) => {
  const cwd = mkdtempSync(join(folder, "pip-"));
  const own = join(cwd, "env", process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const isThere = install("python3", ["-c", "import pytest, requests"], cwd) === undefined;
  const python = isThere ? "python3" : own;
  const failure = isThere
    ? undefined
    : (install("python3", ["-m", "venv", "env"], cwd) ??
      install(own, ["-m", "pip", "install", "--quiet", "pytest==9.2.0", "requests"], cwd));
  if (failure !== undefined) skip(`pytest cannot be installed here: ${failure}`);
  // Its caches are kept out of the project.
  cpSync(suite("test_users.py"), join(cwd, "test_users.py"));
  await score({
    command: `cd "${cwd}" && "${python}" -m pytest -q -p no:cacheprovider --junitxml=$GOREST_RESULTS test_users.py`,
    format: "JUnit XML",
    leftOut: "test_users › test_server_says_what_it_runs_on",
    killers: ["delete-answers-200: test_users › test_delete"],
  });
});

test("a suite of vitest and supertest, by what it prints", async ({ skip }) => {
  const { cwd, failure } = npmPackages("supertest@7.1.4");
  if (failure !== undefined) skip(`supertest cannot be installed here: ${failure}`);
  mkdirSync(join(cwd, "tests"));
  cpSync(suite("users.supertest.test.mjs"), join(cwd, "tests/users.test.mjs"));
  const vitest = `"${process.execPath}" "${root}node_modules/vitest/vitest.mjs"`;
  await score({
    command: `cd "${cwd}" && ${vitest} run --root . --reporter=json`,
    results: { kind: "output" },
    format: "vitest or jest JSON",
    leftOut: "tests/users.test.mjs › users › are served by a server that says what it runs on",
    killers: ["delete-answers-200: tests/users.test.mjs › users › are deleted with 204"],
  });
});
