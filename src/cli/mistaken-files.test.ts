import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeFailure } from "../session/fail.ts";
import { readText } from "../session/files.ts";
import { renderRun } from "../session/render-run.ts";
import { importK6Run } from "./import-k6.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gorest-files-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test.each(["{}", "some text\n", "\u0000\u0001\ufffd", ""])(
  "a file without a k6 request (%j) makes no run",
  async (text) => {
    const file = join(folder, "out.json");
    writeFileSync(file, text);
    const reports = join(folder, "reports");
    const failure = await importK6Run(file, reports).catch(describeFailure);
    expect(failure).toEqual({ expected: true, line: expect.stringContaining(`${file}: the file holds no request`) });
    expect(existsSync(reports)).toBe(false);
  },
);

test("--out that is a file is named in one line", async () => {
  const outDir = join(folder, "file");
  writeFileSync(outDir, "mine");
  mkdirSync(join(folder, "run"));
  const failure = await renderRun({ reportsDir: folder, path: join(folder, "run"), outDir }).catch(describeFailure);
  expect(failure).toEqual({ expected: true, line: `--out ${outDir}: it is no folder; a folder is needed` });
});

test("a byte order mark before a file's text is left out", async () => {
  const file = join(folder, "a.har");
  writeFileSync(file, "\ufeff{}");
  expect(await readText(file)).toBe("{}");
});

test("a file too large for one text is told so, not called a defect", () => {
  const error = Object.assign(new Error("Cannot create a string"), { code: "ERR_STRING_TOO_LONG", path: "a.har" });
  expect(describeFailure(error)).toEqual({
    expected: true,
    line: "a.har: too large to be read at once; split it or use NDJSON",
  });
});
