import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { start } from "./testing/command-line.ts";
import { root } from "./testing/sources.ts";

/** Suites as newcomers write them, with the service's own address and a token of their own, at the simulator in its place. */

const { PATH = "", HOME = "" } = process.env;
const hasPytest = spawnSync("python3", ["-c", "import pytest, requests"]).status === 0;

test.skipIf(!hasPytest)(
  "pytest and requests, unedited, with no proxy of ours between: all that holds of the service holds",
  async () => {
    const { child, ended } = start(["simulator", "--https", "--any-token", "--unlimited", "--port", "0"]);
    try {
      const said = await new Promise<string>((resolve, reject) => {
        let text = "";
        child.stdout?.on("data", (chunk: Buffer) => {
          text += chunk.toString();
          if (text.includes("Ctrl-C")) resolve(text);
        });
        ended.then(({ err }) => reject(new Error(err)), reject);
      });
      const settingIn = (name: string) => new RegExp(`${name}=(\\S+)`).exec(said)?.[1] ?? "";
      const trust = "REQUESTS_CA_BUNDLE";
      const env = { PATH, HOME, HTTPS_PROXY: settingIn("HTTPS_PROXY"), [trust]: settingIn(trust) };
      const cwd = join(root, "suites/self/suites/use-with");
      const args = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "test_newcomer.py"];
      const { stdout } = await promisify(execFile)("python3", args, {
        cwd,
        env: { ...env, PYTHONDONTWRITEBYTECODE: "1" },
      });
      expect(stdout).toContain("10 passed");
    } finally {
      child.kill("SIGINT");
      await ended;
    }
  },
);
