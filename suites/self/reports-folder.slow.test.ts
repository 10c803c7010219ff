import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "./testing/command-line.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "gorest-in-the-way-"));
  writeFileSync(join(folder, "reports"), "mine");
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(["contract", "load", "nightly"])(
  "%s with something in the place of the reports folder ends with 2 and one clear line, before it sends anything",
  async (verb) => {
    const file = join(folder, "reports");
    const { code, out, err } = await run([verb, "--seed", "1", "--reports", file]);
    expect(code).toBe(2);
    expect(err.trim().split("\n")).toEqual([expect.stringContaining(`${file} is a file; a folder is needed`)]);
    expect(out).not.toMatch(/requests {2}|sent/);
    expect(readFileSync(file, "utf8")).toBe("mine");
  },
  60_000,
);
