import { idOf } from "../resolve.ts";
import type { Command } from "../step.ts";

/** Deletes one user. */
export const remove: Command<"remove"> = {
  id: "remove",
  operation: "deleteUser",
  cost: () => 1,
  run: async ({ as, who }, hand) => {
    const id = idOf(who, hand);
    if (id !== undefined) await hand.api(as).DELETE("/users/{id}", { params: { path: { id } } });
  },
};
