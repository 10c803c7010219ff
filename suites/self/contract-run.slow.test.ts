import { afterEach, expect, test } from "vitest";
import { closeSessions, replaysAlike } from "./testing/contract-runs.ts";

afterEach(closeSessions);

test.each([
  "create-race",
  "second-read-is-stale",
  // Each shows in one answer of ten, or takes what other cases did before.
  "read-is-stale-now-and-then",
  "delete-takes-neighbour-along",
  "ids-at-random",
])(
  "a saved failure of %s is the same on the simulator, whatever it takes, and fixed on the correct one",
  async (id) => {
    expect.hasAssertions();
    await replaysAlike(id);
  },
);
