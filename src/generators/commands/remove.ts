import { pathOf } from "../resolve.ts";
import type { Command } from "../step.ts";

/** DELETE /users/{id}. */
export const remove: Command<"remove"> = {
  id: "remove",
  operation: "deleteUser",
  cost: () => 1,
  run: async ({ as, who }, hand) => {
    const path = pathOf(who, hand);
    if (path !== undefined) await hand.send({ method: "DELETE", path, as });
  },
};
