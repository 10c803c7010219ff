import { pathOf } from "../resolve.ts";
import type { Command } from "../step.ts";

/** GET /users/{id}; with `ifNoneMatch` it offers the last ETag this caller was given for it. */
export const read: Command<"read"> = {
  id: "read",
  operation: "getUser",
  cost: () => 1,
  run: async ({ as, who, ifNoneMatch }, hand) => {
    const path = pathOf(who, hand);
    if (path === undefined) return;
    await hand.send({ method: "GET", path, as, headers: ifNoneMatch === true ? hand.ifNoneMatch(as, path) : {} });
  },
};
