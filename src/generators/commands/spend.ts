import { nothingThere } from "../resolve.ts";
import type { Command } from "../step.ts";

/** Reads as fast as one caller can, one after the other, to see the budget move; `missing` asks for what is not there. */
export const spend: Command<"spend"> = {
  id: "spend",
  operation: "getUser",
  cost: ({ calls }) => calls,
  run: async ({ as, calls, kind }, hand) => {
    const path = kind === "missing" ? nothingThere : "/users?per_page=1";
    for (let call = 0; call < calls; call++) await hand.send({ method: "GET", path, as, pace: "now" });
  },
};
