import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startSimulator } from "../../src/index.ts";
import { root } from "./testing/sources.ts";

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "gorest-package-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }), 60_000);

/** Versions as this project has them. */
const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly devDependencies: Readonly<Record<string, string>>;
};

const ownTest = `import { expect, test } from "gorest-harness/vitest";

test("an update keeps what it does not name", async ({ users, newUser }) => {
  const created = await users.create(newUser({ status: "active" }));
  if (!created.ok) throw new Error("refused");
  expect(await users.patch(created.user.id, { name: "Grace Hopper" })).toMatchObject({ ok: true });
});
`;

const config = `import { defineConfig } from "vitest/config";

export default defineConfig({ test: { globalSetup: ["gorest-harness/vitest/setup"], testTimeout: 60_000 } });
`;

const tsconfig = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    target: "es2023",
    module: "nodenext",
    types: ["node"],
    skipLibCheck: false,
  },
  include: ["*.ts"],
};

interface Ended {
  readonly exit: number;
  readonly text: string;
}

/** Runs a program of the folder; GOREST_* of whoever runs this suite do not reach it. */
const inFolder = async (program: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> => {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GOREST_")));
  try {
    const { stdout, stderr } = await run(join(folder, "node_modules/.bin", program), [...args], {
      cwd: folder,
      env: { ...clean, NO_COLOR: "1", ...env },
    });
    return { exit: 0, text: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as {
      readonly code: number;
      readonly stdout: string;
      readonly stderr: string;
    };
    return { exit: code, text: stdout + stderr };
  }
};

describe("the packed package, installed into an empty folder", () => {
  beforeAll(async () => {
    const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder], { cwd: root });
    const [packed] = JSON.parse(stdout.slice(stdout.indexOf("["))) as readonly { readonly filename: string }[];
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
    const tools = ["vitest", "typescript", "@types/node"].map((name) => `${name}@${devDependencies[name]}`);
    await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", `./${packed?.filename}`, ...tools], {
      cwd: folder,
    });
    writeFileSync(join(folder, "own.test.ts"), ownTest);
    writeFileSync(join(folder, "vitest.config.ts"), config);
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
  }, 300_000);

  test("lets its users' tests pass the type checker", async () => {
    expect(await inFolder("tsc", [])).toEqual({ exit: 0, text: "" });
  });

  test("runs such a test against the embedded simulator", async () => {
    const { exit, text } = await inFolder("vitest", ["run"]);
    expect(text).toContain("1 passed");
    expect(exit).toBe(0);
  });

  test("runs it against a service, through one proxy for all workers, and leaves nothing there", async () => {
    const simulator = await startSimulator();
    const env = { GOREST_BASE_URL: simulator.baseUrl, GOREST_TOKEN: simulator.tokens.A };
    const { exit, text } = await inFolder("vitest", ["run"], env);
    const left = await fetch(`${simulator.baseUrl}/users?email=.ghx&access-token=${simulator.tokens.A}`);
    await simulator.close();
    expect(text).toContain("1 passed");
    expect(exit).toBe(0);
    expect(await left.json()).toEqual([]);
  });

  test("fails it where the service breaks the contract, with the finding's text", async () => {
    const simulator = await startSimulator({ fault: "update-resets-unnamed-fields" });
    const env = { GOREST_BASE_URL: simulator.baseUrl, GOREST_TOKEN: simulator.tokens.A };
    const { exit, text } = await inFolder("vitest", ["run"], env);
    await simulator.close();
    expect(text).toContain("an update leaves the fields it does not name as they were");
    expect(text).toContain(`expected  status "active"`);
    expect(exit).toBe(1);
  });

  test("has the verbs as gorest-harness, without tsx", async () => {
    const { exit, text } = await inFolder("gorest-harness", ["contract", "--budget", "60", "--seed", "1"]);
    expect(text).toContain("the contract holds");
    // The folder has no scripts: what the verb advises must work there.
    expect(text).toContain("npx gorest-harness contract --seed 1 --budget 60");
    expect(text).not.toContain("npm run");
    expect(exit).toBe(0);
    // 3: the machine was too busy for its figures to be trusted.
    expect([0, 3]).toContain((await inFolder("gorest-harness", ["load", "--scenario", "burst-drain"])).exit);
    expect(() => readFileSync(join(folder, "node_modules/tsx/package.json"))).toThrow();
  });

  test("offers its public surface and nothing else", async () => {
    const ask = async (specifier: string) =>
      (
        await run(
          process.execPath,
          ["-e", `import("${specifier}").then(m=>console.log(Object.keys(m).join()),e=>console.log(e.code))`],
          { cwd: folder },
        )
      ).stdout.trim();
    expect(await ask("gorest-harness")).toContain("createClient");
    expect(await ask("gorest-harness/arbitraries")).toContain("newUsers");
    expect(await ask("gorest-harness/dist/src/run/run-contract.js")).toBe("ERR_PACKAGE_PATH_NOT_EXPORTED");
  });
});
