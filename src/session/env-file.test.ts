import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { readEnvFile } from "./environment.ts";
import { UsageError } from "./fail.ts";

const folder = mkdtempSync(join(tmpdir(), "gorest-env-"));
const path = join(folder, ".env");
beforeEach(() => rmSync(path, { recursive: true, force: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const why = (): string => {
  try {
    readEnvFile(path);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return error instanceof Error ? error.message : "";
  }
  return "accepted";
};

const text = "# settings\r\nexport GOREST_TOKEN='cañary'\r\nGOREST_SEED: 7\r\n";
const values = { GOREST_TOKEN: "cañary", GOREST_SEED: "7" };
const utf16 = (bom: string) => Buffer.from(bom + text, "utf16le");

describe("a .env", () => {
  test("that is not there sets nothing", () => {
    expect(readEnvFile(path)).toEqual({});
  });

  test.each([
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${text}`)],
    ["UTF-16 as PowerShell writes it", utf16("\ufeff")],
    ["UTF-16 without a mark", utf16("")],
    ["UTF-16 of the other order", utf16("\ufeff").swap16()],
    ["UTF-16 of the other order without a mark", utf16("").swap16()],
  ])("in %s is read", (_, bytes) => {
    writeFileSync(path, bytes);
    expect(readEnvFile(path)).toEqual(values);
  });

  test.each([
    ["bytes of no text", Buffer.from([0x47, 0x3d, 0xc3, 0x28, 0xff])],
    ["half a character of UTF-16", utf16("\ufeff").subarray(0, 9)],
    ["NULs amid text", Buffer.from("GOREST_TOKEN=canary\0")],
  ])("of %s is refused, and nothing of it is shown", (_, bytes) => {
    writeFileSync(path, bytes);
    expect(why()).toBe(`${path}: it is no text in UTF-8 or UTF-16; save it as UTF-8`);
  });

  test("that is a folder is refused", () => {
    mkdirSync(path);
    expect(why()).toContain("it is a folder");
  });

  test.skipIf(process.platform === "win32")("that is a link to nowhere, or to itself, is refused", () => {
    symlinkSync(join(folder, "nowhere"), path);
    expect(why()).toContain("leads nowhere");
    rmSync(path);
    symlinkSync(path, path);
    expect(why()).toContain("leads back to itself");
  });

  // Root reads everything, and Windows knows no such mode.
  test.skipIf(process.platform === "win32" || process.getuid?.() === 0)("without permission is refused", () => {
    writeFileSync(path, text);
    chmodSync(path, 0);
    expect(why()).toContain("no permission to read it");
  });

  test.each([
    ["GOREST_TOKEN canary", "GOREST_TOKEN"],
    ["$env:GOREST_TOKEN = 'canary'", "GOREST_TOKEN"],
    ["set GOREST_SECOND_TOKEN=canary", "GOREST_SECOND_TOKEN"],
  ])("with a line that names a setting and sets none (%s) is refused, its value not shown", (line, name) => {
    writeFileSync(path, `GOREST_SEED=1\n\n${line}\n`);
    expect(why()).toBe(`${path}, line 3: ${name} is named and not set; write ${name}=VALUE`);
  });

  test("with a token that has no name is refused, unless another line sets it", () => {
    const token = "0123456789abcdef".repeat(4);
    for (const line of [token, `Bearer ${token}`, `  ${token}\r`]) {
      writeFileSync(path, `GOREST_SEED=1\n${line}\n`);
      expect(why()).toBe(`${path}, line 2: it looks like a token without a name; write GOREST_TOKEN= before it`);
    }
    writeFileSync(path, `GOREST_TOKEN=${token}\n${token}\n`);
    expect(readEnvFile(path).GOREST_TOKEN).toBe(token);
  });

  test("may speak of settings in comments and in values", () => {
    writeFileSync(path, "# GOREST_TOKEN canary\n  # set GOREST_TOKEN\nGOREST_SEED=1 # not GOREST_BUDGET\n");
    expect(readEnvFile(path)).toEqual({ GOREST_SEED: "1" });
  });
});
