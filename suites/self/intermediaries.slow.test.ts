import { expect, test } from "vitest";
import { intermediaries } from "./testing/intermediaries.ts";
import { runAgainst } from "./testing/run-against.ts";

/** What a correct intermediary does to messages is held against nobody. */

test.each(Object.keys(intermediaries))("behind a box that %s the contract holds, without drift", async (name) => {
  const { record, broken, left } = await runAgainst((simulated) => intermediaries[name]?.(simulated) ?? simulated, {
    budget: 240,
  });
  expect(broken).toEqual([]);
  expect(record.outcome, record.reason).toBe("holds");
  expect(left).toBe(0);
});
