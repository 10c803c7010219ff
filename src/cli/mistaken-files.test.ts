import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { describeFailure } from "../session/fail.ts";
import { readText } from "../session/files.ts";
import { renderRun } from "../session/render-run.ts";
import { findRun } from "../session/reports-dir.ts";
import { mustBeKnown, ofSpec } from "./commands/generate.ts";
import { parseFacts } from "./facts-page.ts";
import { importK6Run } from "./import-k6.ts";
import { replayFilesIn } from "./replay-run.ts";

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

test("a gzip that is cut off is named, and makes no run", async () => {
  const point = { metric: "http_reqs", type: "Point", data: { time: "2026-03-01T10:00:00Z", value: 1, tags: {} } };
  const whole = gzipSync(`${JSON.stringify(point)}\n`.repeat(99));
  const file = join(folder, "out.json.gz");
  writeFileSync(file, whole.subarray(0, whole.length - 12));
  const failure = await importK6Run(file, join(folder, "reports")).catch(describeFailure);
  expect(failure).toEqual({ expected: true, line: `${file}: it is gzip that is cut off or broken; save it again` });
  expect(existsSync(join(folder, "reports"))).toBe(false);
});

test("a folder in a file's place is named, however it is read", async () => {
  for (const reading of [() => importK6Run(folder, join(folder, "reports")), () => readText(folder)])
    expect(await reading().catch(describeFailure)).toEqual({
      expected: true,
      line: `${folder}: it is a folder, a file is needed`,
    });
});

test.each([
  ["a file", "it is a file"],
  ["a folder", "it has no run.json"],
  ["nothing", "there is no such run"],
])("%s in a run's place is told as what it is, with what to give", async (what, told) => {
  const place = join(folder, "place");
  if (what === "a file") writeFileSync(place, "");
  if (what === "a folder") mkdirSync(place);
  const { line, expected } = describeFailure(await findRun(folder, place).catch((error: unknown) => error));
  expect(expected).toBe(true);
  expect(line).toBe(`${place}: ${told}; give "latest", the name of a folder in ${folder}, or a run's path`);
});

test("a file that is no saved failure is not taken for a run", async () => {
  const file = join(folder, "empty");
  writeFileSync(file, "");
  expect(await replayFilesIn(file, folder)).toEqual([file]);
});

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

test("a mistake in the spec or in the page of facts is no defect of the harness, and is told in one line", async () => {
  const told = (line: RegExp) => ({ expected: true, line: expect.stringMatching(line) });
  const broken = await ofSpec(() => parse("paths: [")).catch(describeFailure);
  expect(broken).toEqual(told(/^openapi\/gorest\.yaml: Flow sequence [^\n]+$/));
  const named = (operationId: string) => ({ paths: { "/users": { get: { operationId, responses: {} } } } });
  const unknown = await mustBeKnown(named("listUser")).catch(describeFailure);
  expect(unknown).toEqual(
    told(/^openapi\/gorest\.yaml: get \/users has an operationId that nothing here knows; [^\n]+$/),
  );
  expect(await mustBeKnown(named("listUsers"))).toBeUndefined();
  expect(describeFailure(new Error("openapi/gorest.yaml: paths should be an object"))).toEqual(told(/^openapi/));
  const fact = '- <a id="facts-1-1"></a>**facts 1.1** A sentence.\n  *surely*: x\n';
  const facts = await Promise.resolve()
    .then(() => parseFacts(fact))
    .catch(describeFailure);
  expect(facts).toEqual(told(/^docs\/facts\.md: [^\n]+ does not begin with high/));
});
