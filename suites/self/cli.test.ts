import { spawn } from "node:child_process";
import { CommanderError } from "commander";
import { describe, expect, test } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { describeFailure, exitCode, UsageError, worstExit } from "../../src/cli/fail.ts";
import { buildProgram } from "../../src/cli/program.ts";
import { root } from "./sources.ts";

const verbs = Object.keys(commands);

/** What commander says to these arguments, with no process started. */
const said = async (...args: readonly string[]): Promise<{ readonly text: string; readonly code: number }> => {
  const program = await buildProgram(args[0]);
  let text = "";
  for (const command of [program, ...program.commands]) {
    command.configureOutput({ writeOut: (part) => (text += part), writeErr: (part) => (text += part) });
  }
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return { text, code: error.exitCode };
    throw error;
  }
  return { text, code: 0 };
};

/** A real process, with an environment of its own. */
const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  new Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>((resolve, reject) => {
    const { PATH = "", HOME = "" } = process.env;
    const child = spawn(process.execPath, ["--import", "tsx", "src/cli/main.ts", ...args], {
      cwd: root,
      env: { PATH, HOME, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err }));
  });

describe("every verb", () => {
  test.each(verbs)("%s explains itself with examples", async (verb) => {
    const { text, code } = await said(verb, "--help");
    expect(code).toBe(0);
    expect(text).toMatch(new RegExp(`Usage: npm run ${verb} -- `));
    expect(text).toMatch(/Examples?:\n {2}(\w+=\S+ )*npm run /);
  });

  test.each(verbs)("%s refuses a flag it does not know, in one line", async (verb) => {
    const { text, code } = await said(verb, "--no-such-flag");
    expect(code).not.toBe(0);
    expect(text).toMatch(/^error: unknown option '--no-such-flag'/);
  });
});

test("the help of the whole names every verb and every exit code", async () => {
  const { text } = await said("--help");
  for (const verb of verbs) expect(text).toContain(`  ${verb} `);
  for (const code of Object.values(exitCode)) expect(text).toMatch(new RegExp(`^  ${code} `, "m"));
});

describe("a mistake", () => {
  test.concurrent("in the verb ends with exit code 2 and no stack", async () => {
    const { code, err, out } = await run(["contrakt"]);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toContain("unknown command 'contrakt'");
    expect(err).not.toMatch(/^\s+at /m);
  });

  test.concurrent("in a flag's value ends with exit code 2 and one line", async () => {
    const { code, err } = await run(["simulator", "--port", "many"]);
    expect(code).toBe(2);
    expect(err).toMatch(/^error: --port many: .*\n$/);
  });
});

describe("a failure is described in one line", () => {
  const at = (code: string, more: object) => Object.assign(new Error("low level"), { code, ...more });
  test.each([
    [new UsageError("--seed: a number"), "--seed: a number", true],
    [at("ENOENT", { path: "a.har" }), "a.har: there is no such file or folder", true],
    [at("ENOSPC", {}), "low level: the disk is full", true],
    [at("EADDRINUSE", { port: 4010 }), "port 4010: the port is taken; choose another with --port", true],
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
