import { idOf } from "../resolve.ts";
import type { Command } from "../step.ts";

/** Reads one user; with `ifNoneMatch` it offers the last ETag this caller was given for it. */
export const read: Command<"read"> = {
  id: "read",
  operation: "getUser",
  cost: () => 1,
  run: async ({ as, who, ifNoneMatch = false }, hand) => {
    const id = idOf(who, hand);
    if (id !== undefined) await hand.api(as, { ifNoneMatch }).GET("/users/{id}", { params: { path: { id } } });
  },
};
