import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { marked, picture, reportStructure, structureIn } from "./testing/report-picture.ts";
import { root } from "./testing/sources.ts";

test(`${picture.path} shows the report as it is made today; ${picture.command} makes it again`, async () => {
  expect(structureIn(readFileSync(join(root, picture.path)))).toBe(await reportStructure());
});

test("a picture's mark leaves it a picture, and is read back", () => {
  const plain = readFileSync(join(root, picture.path));
  const twice = marked(plain, "0123456789abcdef");
  expect(twice.subarray(0, 8)).toEqual(plain.subarray(0, 8));
  expect(twice.subarray(-12)).toEqual(plain.subarray(-12));
  expect(structureIn(marked(Buffer.concat([plain.subarray(0, 8), plain.subarray(-12)]), "0123456789abcdef"))).toBe(
    "0123456789abcdef",
  );
});
