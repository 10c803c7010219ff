import { bodyText, pathOf } from "../resolve.ts";
import type { Command } from "../step.ts";

/** PATCH or PUT /users/{id}. */
export const update: Command<"update"> = {
  id: "update",
  operation: "patchUser",
  cost: () => 1,
  run: async ({ as, verb, who, body }, hand) => {
    const path = pathOf(who, hand);
    const text = bodyText(body, hand);
    if (path === undefined || text === undefined) return;
    await hand.send({ method: verb, path, as, body: text });
  },
};
