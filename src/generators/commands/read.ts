import { idOf } from "../resolve.ts";
import type { Command } from "../step.ts";

/** Reads one user; with `ifNoneMatch` it offers the last ETag this caller was given for it. */
export const read: Command<"read"> = {
  id: "read",
  operation: "getUser",
  cost: () => 1,
  run: async ({ as, who, ifNoneMatch = false }, context) => {
    const id = idOf(who, context);
    if (id !== undefined) await context.api(as, { ifNoneMatch }).GET("/users/{id}", { params: { path: { id } } });
  },
};
