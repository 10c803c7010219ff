import { isUser, type NewUser } from "../../contract/document.ts";
import { answerOf } from "../../contract/exchange.ts";
import { jsonOf } from "../../contract/seen-users.ts";
import { bodyOf } from "../resolve.ts";
import type { Command } from "../step.ts";

/** Creates a user; the handle names the new record for later steps. */
export const create: Command<"create"> = {
  id: "create",
  operation: "createUser",
  cost: () => 1,
  run: async ({ as, handle, body: fields }, context) => {
    const body = bodyOf<NewUser>(fields, context);
    if (body === undefined) return;
    const answer = answerOf(await context.api(as).POST("/users", { body }));
    if (answer === undefined || answer.status < 200 || answer.status >= 300) return;
    // A body that is no user is for the rules to speak of; there is just no id to go on with.
    const user = jsonOf(answer.body);
    if (isUser(user)) context.bind(handle, user.id);
  },
};
