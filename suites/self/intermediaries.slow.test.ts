import { expect, test } from "vitest";
import { intermediaries, overwriting } from "./testing/intermediaries.ts";
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

test.each(Object.keys(overwriting))("behind a box that %s the contract holds", async (name) => {
  const { record, left } = await runAgainst((simulated) => overwriting[name]?.(simulated) ?? simulated, {
    budget: 240,
  });
  expect(record.findings.filter(({ rule }) => rule.level === "must").map(({ rule }) => rule.id)).toEqual([]);
  expect(record.outcome, record.reason).toBe("holds");
  expect(left).toBe(0);
});

test("a box that refuses by a limit of its own is named, and nothing is held against the service", async () => {
  let calls = 0;
  const { record, broken } = await runAgainst(
    (simulated) => (request) =>
      ++calls > 60
        ? Response.json({ message: "API rate limit exceeded" }, { status: 429, headers: { "retry-after": "20" } })
        : simulated(request),
    { budget: 240 },
  );
  expect(broken).toEqual([]);
  expect(record).toMatchObject({ outcome: "unable", reason: expect.stringContaining("answered 429 in the service's") });
});
