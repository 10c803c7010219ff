import type { Command, Step } from "../step.ts";

/** Lanes of steps at the same time: each lane in its order, the lanes racing. */
export const together = (costOf: (step: Step, limit: number | undefined) => number): Command<"together"> => ({
  id: "together",
  cost: ({ lanes }, limit) => lanes.flat().reduce((sum, step) => sum + costOf(step, limit), 0),
  run: async ({ lanes }, hand) => {
    await Promise.all(
      lanes.map(async (lane) => {
        for (const step of lane) await hand.run(step);
      }),
    );
  },
});
