import type { TokenAlias } from "../../contract/exchange.ts";
import type { Command, Step } from "../step.ts";

type Cost = (step: Step, limit: number | undefined) => number;

/** How many requests of each caller the lanes hold. */
const demands = (lanes: readonly (readonly Step[])[], cost: Cost): ReadonlyMap<TokenAlias, number> => {
  const counts = new Map<TokenAlias, number>();
  for (const step of lanes.flat()) {
    if ("as" in step) counts.set(step.as, (counts.get(step.as) ?? 0) + cost(step, undefined));
  }
  return counts;
};

/**
 * Lanes of steps at the same time: each lane in its order, the lanes racing. It waits until the budget holds them all,
 * since requests that are paced do not race.
 */
export const together = (cost: Cost): Command<"together"> => ({
  id: "together",
  cost: ({ lanes }, limit) => lanes.flat().reduce((sum, step) => sum + cost(step, limit), 0),
  run: async ({ lanes }, context) => {
    for (const [as, requests] of demands(lanes, cost)) await context.room(as, requests);
    await Promise.all(
      lanes.map(async (lane) => {
        for (const step of lane) await context.atOnce.run(step);
      }),
    );
  },
});
