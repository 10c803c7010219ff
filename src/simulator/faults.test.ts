import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { faults, findFault } from "./faults.ts";

test("every file of faults/ is in the list, by its id", () => {
  const files = readdirSync(new URL("./faults/", import.meta.url)).map((name) => name.replace(/\.ts$/, ""));
  expect(faults.map(({ id }) => id).sort()).toEqual(files.sort());
  expect(findFault("delete-answers-200")?.breaks).toBe("delete-answers-204");
});

test("every fault says in one sentence what a caller would notice", () => {
  for (const { sentence } of faults) expect(sentence).toMatch(/^[A-Zp0-9].*\.$/);
  expect(new Set(faults.map(({ sentence }) => sentence)).size).toBe(faults.length);
});
