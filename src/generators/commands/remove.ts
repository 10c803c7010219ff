import { idOf } from "../resolve.ts";
import type { Command } from "../step.ts";

/** Deletes one user. */
export const remove: Command<"remove"> = {
  id: "remove",
  operation: "deleteUser",
  cost: () => 1,
  run: async ({ as, who }, context) => {
    const id = idOf(who, context);
    if (id !== undefined) await context.api(as).DELETE("/users/{id}", { params: { path: { id } } });
  },
};
