import { expect, test } from "vitest";
import { faults } from "./faults.ts";
import { transcript } from "./testing/transcript.ts";

const correct = await transcript({});

test("the correct simulator is the same in every session", async () => {
  expect(await transcript({})).toEqual(correct);
});

test.each(faults.map((fault) => [fault.id, fault] as const))(
  "%s can be told from the correct simulator",
  async (_id, fault) => {
    const lines = await transcript({ fault }, correct);
    expect(lines.some((line, at) => line !== correct[at])).toBe(true);
  },
);
