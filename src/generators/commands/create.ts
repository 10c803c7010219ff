import { isUser } from "../../contract/document.ts";
import { bodyText } from "../resolve.ts";
import type { Command } from "../step.ts";

/** POST /users; the handle names the new record for later steps. */
export const create: Command<"create"> = {
  id: "create",
  operation: "createUser",
  cost: () => 1,
  run: async ({ as, handle, body }, hand) => {
    const text = bodyText(body, hand);
    if (text === undefined) return;
    const { outcome } = await hand.send({ method: "POST", path: "/users", as, body: text });
    if (outcome.kind !== "answer" || outcome.status < 200 || outcome.status >= 300) return;
    try {
      const user: unknown = JSON.parse(outcome.body);
      if (isUser(user)) hand.bind(handle, user.id);
    } catch {
      // A body that is no JSON is for the rules to speak of; there is just no id to go on with.
    }
  },
};
