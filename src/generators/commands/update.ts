import type { UserChange } from "../../contract/document.ts";
import { bodyOf, idOf } from "../resolve.ts";
import type { Command } from "../step.ts";

/** Changes one user, by PATCH or PUT. */
export const update: Command<"update"> = {
  id: "update",
  operation: "patchUser",
  cost: () => 1,
  run: async ({ as, verb, who, body: fields }, context) => {
    const id = idOf(who, context);
    const body = bodyOf<UserChange>(fields, context);
    if (id === undefined || body === undefined) return;
    const api = context.api(as);
    const input = { params: { path: { id } }, body };
    await (verb === "PUT" ? api.PUT("/users/{id}", input) : api.PATCH("/users/{id}", input));
  },
};
