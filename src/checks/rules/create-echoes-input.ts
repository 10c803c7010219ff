import { userFields } from "../../contract/resources/users.ts";
import { holds, violated } from "../../contract/verdict.ts";
import { quote, userIn } from "../evidence.ts";
import { rule } from "../rule.ts";

export const createEchoesInput = rule({
  id: "create-echoes-input",
  sentence: "a created user is shown with the values sent, gender and status in lower case",
  clause: "create",
  level: "must",
  sources: ["guide G5", "facts 1.3", "facts 1.7", "facts 1.9"],
  on: ["createUser"],
  statuses: [201],
  judge: (view) => {
    const user = userIn(view);
    const stored = view.prediction?.stored;
    if (user === undefined || stored === undefined) return undefined;
    for (const field of userFields) {
      const wanted = stored[field];
      if (wanted !== undefined && user[field] !== wanted) {
        return violated(`${field} ${quote(wanted)}`, `${field} ${quote(user[field])}`, [view.seq]);
      }
    }
    return holds;
  },
});
