import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeFailure } from "./fail.ts";
import { makeFolder } from "./files.ts";
import { createRunDir } from "./reports-dir.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gorest-folder-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const failure = (path: string) => {
  try {
    makeFolder(path);
    return undefined;
  } catch (error) {
    return describeFailure(error);
  }
};

test("a folder is made with all that lead to it, and may be there already", () => {
  const path = join(folder, "a", "b", "c");
  makeFolder(path);
  makeFolder(path);
  expect(existsSync(path)).toBe(true);
});

test("a file in the way is named", () => {
  writeFileSync(join(folder, "file"), "");
  const line = `${join(folder, "file")} is a file; a folder is needed`;
  expect(failure(join(folder, "file"))).toEqual({ expected: true, line });
  expect(failure(join(folder, "file", "below"))).toEqual({ expected: true, line });
});

test.skipIf(process.platform !== "linux")("where no folder can be made, that is said at once", () => {
  const line = "/proc/nope: no folder can be made there; name another place";
  expect(failure("/proc/nope")).toEqual({ expected: true, line });
  expect(failure("/proc/nope/below")).toEqual({ expected: true, line });
});

test("an empty name for the reports is refused", async () => {
  const refused = await createRunDir(" ", new Date(0), "nightly").catch(describeFailure);
  expect(refused).toEqual({ expected: true, line: "--reports is empty; name a folder" });
});
