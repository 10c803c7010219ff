import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { expect, test } from "vitest";
import { load } from "../verbs/load.ts";
import { readLoadFlags } from "./load.ts";

const reports = "reports";

test("a window shorter than a minute is refused for a service elsewhere, and taken for one on this machine", async () => {
  const env = { GOREST_TOKEN: "0123456789abcdef" };
  const at = (baseUrl: string) => () => readLoadFlags({ baseUrl, window: "6", reports }, env);
  await expect(at("https://gorest.example/public/v2")).rejects.toThrow(/--window 6/);
  expect((await at("http://127.0.0.1:9/public/v2")()).windowS).toBe(6);
});

test("a time that is none is refused with what it should be", async () => {
  for (const maxTime of ["0", "-5", "4", "soon", "1d", "9999999999", ""])
    await expect(readLoadFlags({ maxTime, reports }, {}), maxTime).rejects.toThrow(
      /^--max-time .*like 90, 90s or 10m$/,
    );
  await expect(readLoadFlags({ duration: "0", reports }, {})).rejects.toThrow(/^--duration "0": a time from 0.1 s/);
  expect((await readLoadFlags({ maxTime: "1.5m", reports }, {})).maxTimeS).toBe(90);
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
