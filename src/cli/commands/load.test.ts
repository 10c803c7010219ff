import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { describe, expect, test } from "vitest";
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

describe("thresholds that are given", () => {
  const perform = (...args: readonly string[]) => {
    const program = new Command().exitOverride();
    load(program);
    return program.parseAsync(["load", "--list", "--scenario", "paced", ...args], { from: "user" });
  };

  test("of a file are told with their place where they can't be read", async () => {
    const folder = mkdtempSync(join(tmpdir(), "gorest-thresholds-"));
    const fileOf = (text: string) => {
      const file = join(folder, "thresholds");
      writeFileSync(file, text);
      return file;
    };
    const cases = [
      ["# none\n", /holds no threshold/],
      ["sent > 1\n\npaced: accepted p95 < soon\n", /thresholds line 3: it is no comparison/],
      ['{"thresholds": {"http_req_duration": ["p(95)<300", "p(95)=300"]}}', /"http_req_duration": it is no comparison/],
      ['{"thresholds": {"http_req_duration": "p(95)<300"}}', /a list of expressions is needed/],
      ['{"thresholds": {"http_req_duration": [{"threshold": "p(95)<3", "abortOnFail": true}]}}', /abortOnFail/],
      ['{"thresholds": ', /is none/],
      ["{}", /holds no threshold/],
      [`sent > ${"1".repeat(5000)}`, /longer than 300 characters/],
    ] as const;
    for (const [text, expected] of cases)
      await expect(perform("--thresholds", fileOf(text)), text).rejects.toThrow(expected);
    await expect(perform("--thresholds", join(folder, "none.txt"))).rejects.toThrow(/none\.txt/);
    rmSync(folder, { recursive: true });
  });

  test("on the command line must be measured by the run", async () => {
    await expect(perform("--threshold", "soak: sent > 1")).rejects.toThrow(/add --scenario soak/);
    await expect(perform("--threshold", "sent >> 1")).rejects.toThrow(/^--threshold "sent >> 1": /);
  });
});
