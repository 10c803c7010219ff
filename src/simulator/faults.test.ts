import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { faults, findFault } from "./faults.ts";
import { transcript } from "./traffic.ts";

const correct = await transcript({});

test("the correct simulator is the same in every session", async () => {
  expect(await transcript({})).toEqual(correct);
});

test("every file of faults/ is in the list, by its id", () => {
  const files = readdirSync(new URL("./faults/", import.meta.url)).map((name) => name.replace(/\.ts$/, ""));
  expect(faults.map(({ id }) => id).sort()).toEqual(files.sort());
  expect(findFault("delete-answers-200")?.breaks).toBe("delete-answers-204");
});

test("every fault says in one sentence what a caller would notice", () => {
  for (const { sentence } of faults) expect(sentence).toMatch(/^[^.]+\.$/);
  expect(new Set(faults.map(({ sentence }) => sentence)).size).toBe(faults.length);
});

test.each(faults.map((fault) => [fault.id, fault] as const))(
  "%s can be told from the correct simulator",
  async (_id, fault) => {
    const lines = await transcript({ fault }, correct);
    expect(lines.some((line, at) => line !== correct[at])).toBe(true);
  },
);
