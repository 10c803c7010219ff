import { expect, test } from "vitest";
import { faultClasses } from "../contract/fault.ts";
import { faults, findFault } from "./faults.ts";

test("every fault has an id and a sentence of its own: what a caller would notice", () => {
  expect(new Set(faults.map(({ id }) => id)).size).toBe(faults.length);
  expect(findFault("delete-answers-200")?.breaks).toBe("delete-answers-204");
  for (const { sentence } of faults) expect(sentence).toMatch(/^[A-Zp0-9].*\.$/);
  expect(new Set(faults.map(({ sentence }) => sentence)).size).toBe(faults.length);
});

test("no class is without a fault", () => {
  expect(faultClasses.filter((kind) => !faults.some((fault) => fault.class === kind))).toEqual([]);
});
