import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { expect, test } from "vitest";
import { load, readLoadFlags } from "./load.ts";

const reports = "reports";

test("a window shorter than a minute is refused for a service elsewhere, and taken for one on this machine", async () => {
  const env = { GOREST_TOKEN: "0123456789abcdef" };
  const at = (baseUrl: string) => () => readLoadFlags({ baseUrl, window: "6", reports }, env);
  await expect(at("https://gorest.example/public/v2")).rejects.toThrow(/--window 6/);
  expect((await at("http://127.0.0.1:9/public/v2")()).windowS).toBe(6);
});

test("an export of scenarios of which one cannot be exported writes none", async () => {
  const folder = mkdtempSync(join(tmpdir(), "gorest-export-"));
  const out = join(folder, "k6");
  const program = new Command().exitOverride();
  load(program);
  const args = ["load", "--export", "k6", "--scenario", "paced", "identify", "--out", out];
  await expect(program.parseAsync(args, { from: "user" })).rejects.toThrow(/identify/);
  expect(existsSync(out)).toBe(false);
  rmSync(folder, { recursive: true });
});
