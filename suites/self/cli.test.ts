import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommanderError } from "commander";
import { describe, expect, test } from "vitest";
import { exitOf } from "../../src/cli/commands/contract.ts";
import { contractShareS, nightlyPlan } from "../../src/cli/commands/nightly.ts";
import { buildProgram } from "../../src/cli/program.ts";
import { commands } from "../../src/cli/verbs.ts";
import { realClock } from "../../src/contract/clock.ts";
import { loadNodeOptions } from "../../src/evaluation/bench.ts";
import { contractRun } from "../../src/session/contract-run.ts";
import { describeFailure, exitCode, UsageError, worstExit } from "../../src/session/fail.ts";
import { readSettings } from "../../src/session/settings.ts";
import { listen } from "../../src/simulator/listen.ts";
import { createSimulator } from "../../src/simulator/simulator.ts";
import { properties } from "../contract/properties.ts";
import { run } from "./testing/command-line.ts";
import { root } from "./testing/sources.ts";

const verbs = Object.keys(commands);

/** What commander says to these arguments, with no process started. */
const said = async (...args: readonly string[]): Promise<{ readonly text: string; readonly code: number }> => {
  let text = "";
  const outlet = { write: (part: string) => (text += part) };
  const program = await buildProgram(args, outlet, outlet);
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return { text, code: error.exitCode };
    throw error;
  }
  return { text, code: 0 };
};

describe("every verb", () => {
  test.each(verbs)("%s explains itself with examples", async (verb) => {
    const { text, code } = await said(verb, "--help");
    expect(code).toBe(0);
    expect(text).toMatch(new RegExp(`Usage: npm run ${verb} -- `));
    expect(text).toMatch(/Examples?:\n {2}(\w+=\S+ )*npm run /);
    // Where a verb's help wraps, "exit code" may stand in a sentence.
    expect(text).toMatch(/exit\s+codes?:? /i);
    // A command to copy stays in one piece.
    expect(text.split("\n").filter((line) => line.length > 80 && !line.startsWith("  npm run "))).toEqual([]);
  });

  test.each(verbs)("%s refuses a flag it does not know, in one line", async (verb) => {
    const { text, code } = await said(verb, "--no-such-flag");
    expect(code).not.toBe(0);
    expect(text).toMatch(/^error: unknown option '--no-such-flag'/);
  });
});

test("a word too many is named, with the flag that it may have been, and no token is", async () => {
  expect(await said("contract", "later")).toMatchObject({
    text: expect.stringMatching(/^error: contract takes no arguments; too many: later\n/),
    code: 1,
  });
  expect((await said("contract", "budget", "90")).text).toContain("too many: budget 90\n(Did you mean --budget?)");
  expect((await said("explain", "facts", "9.9")).text).toContain("explain takes no more than 1; too many: 9.9");
  expect((await said("contract", "canary".repeat(11))).text).not.toContain("canary");
});

test.each(["facts 5.3", "5.3", "Facts-5.3"])("what a finding cites is explained by its name: %s", async (name) => {
  const { code, out } = await run(["explain", name]);
  expect(out).toContain("fact        facts 5.3\n");
  expect(out).toMatch(/^says +A negative page .*\njudged by +negative-pages-are-defaults: /m);
  expect(code).toBe(0);
});

test("the help of the whole names every verb and every exit code", async () => {
  const { text } = await said("--help");
  expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
  for (const verb of verbs) expect(text).toContain(`  ${verb} `);
  for (const code of Object.values(exitCode)) expect(text).toMatch(new RegExp(`^  ${code} `, "m"));
});

test("whatever measures load is started as the benchmarks are", () => {
  const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  for (const verb of ["load", "nightly", "proxy"])
    expect(scripts[verb]).toBe(`exec node ${loadNodeOptions.join(" ")} src/cli/start.mjs ${verb}`);
});

describe("a mistake (the others in cli.slow.test.ts)", () => {
  test("in a setting ends with exit code 2 and one line that names it and no secret", async () => {
    const env = { GOREST_TOKEN: "canary", GOREST_BASE_URL: "nonsense" };
    const { code, out, err } = await run(["contract"], env);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toMatch(/^error: GOREST_BASE_URL: it is not a URL; .*\n$/);
    expect(err).not.toContain("canary");
  });
});

describe("a run against a service that cannot be asked", () => {
  /** The contract part, as `npm run contract` runs it, with no process of its own. */
  const asked = async (env: Readonly<Record<string, string>>) => {
    const reportsDir = mkdtempSync(join(tmpdir(), "gorest-cli-"));
    try {
      const { record } = await contractRun({ settings: readSettings(env), properties, seed: 1, reportsDir });
      return { ...record, exit: exitOf(record, false) };
    } finally {
      rmSync(reportsDir, { recursive: true });
    }
  };

  test("ends with exit code 2 when nothing listens there", async () => {
    // Port 9 (discard) of this machine.
    const { exit, reason } = await asked({ GOREST_TOKEN: "canary", GOREST_BASE_URL: "http://127.0.0.1:9/public/v2" });
    expect(reason).toMatch(/^http:\/\/127\.0\.0\.1:9\/public\/v2 can't be reached: /);
    expect(reason).not.toContain("canary");
    expect(exit).toBe(2);
  });

  test("ends with exit code 2 when it refuses the token, and names the variable", async () => {
    const listening = await listen(createSimulator({ clock: realClock }), 0);
    const { exit, reason } = await asked({ GOREST_TOKEN: "canary", GOREST_BASE_URL: listening.url });
    await listening.close();
    expect(reason).toContain("refuses the token in GOREST_TOKEN (401");
    expect(reason).not.toContain("canary");
    expect(exit).toBe(2);
  });
});

test("the plan of a nightly run says what it costs", () => {
  const live = readSettings({ GOREST_TOKEN: "canary", GOREST_REQUEST_BUDGET: "900" });
  const text = nightlyPlan(live, [], 1).join("\n");
  expect(text).toContain("contract  at most 900 requests, about 11 min at 90 a minute");
  expect(text).not.toContain("canary");
  expect(nightlyPlan(readSettings({}), [], 1).join("\n")).toContain("in virtual time");
  expect(nightlyPlan(live, [], 1, {}, 300).join("\n")).toContain("at most 5 min: what does not fit is not run");
  // What load does not need, and half at the least.
  expect([contractShareS(600, 100), contractShareS(600, 500)]).toEqual([500, 300]);
});

describe("a failure is described in one line", () => {
  const at = (code: string, more: object) => Object.assign(new Error("low level"), { code, ...more });
  test.each([
    [new UsageError("--seed: a number"), "--seed: a number", true],
    [at("ENOENT", { path: "a.har" }), "a.har: there is no such file or folder", true],
    [at("ENOSPC", {}), "low level: the disk is full", true],
    [at("EADDRINUSE", { port: 4010 }), "port 4010: the port is taken; choose another with --port", true],
    [
      at("ERR_MODULE_NOT_FOUND", { message: "Cannot find package 'openapi-typescript' imported from /a/b.ts" }),
      "the package openapi-typescript is not installed; npm ci --include=dev installs all that the project's verbs need",
      true,
    ],
    [
      Object.assign(
        new Error('Transform failed with 1 error:\n/a/rules.ts:206:58: ERROR: Expected "]" but found ","'),
        {
          name: "TransformError",
        },
      ),
      '/a/rules.ts:206:58: Expected "]" but found ","; the source does not parse there',
      true,
    ],
    [new TypeError("x is\u001b[2J not"), "unexpected TypeError: x is␛[2J not", false],
    ["text", "unexpected: text", false],
  ])("%s", (error, line, expected) => {
    expect(describeFailure(error)).toEqual({ line, expected });
  });

  test("and several outcomes end with the one a person must hear of first", () => {
    expect(worstExit([0, 3, 2, 1])).toBe(1);
    expect(worstExit([1, 130])).toBe(130);
    expect(worstExit([3, 2])).toBe(2);
    expect(worstExit([])).toBe(0);
  });
});
