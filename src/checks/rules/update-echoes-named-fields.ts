import { userFields } from "../../contract/resources/users.ts";
import { holds, violated } from "../../contract/verdict.ts";
import { quote, userIn } from "../evidence.ts";
import { rule } from "../rule.ts";

export const updateEchoesNamedFields = rule({
  id: "update-echoes-named-fields",
  sentence: "an update shows the values it was sent",
  clause: "update",
  level: "must",
  sources: ["guide G5", "facts 1.3", "facts 1.9", "facts 3.4"],
  on: ["putUser", "patchUser"],
  statuses: [200],
  judge: (view) => {
    const user = userIn(view);
    const stored = view.prediction?.stored;
    if (user === undefined || stored === undefined || view.prediction?.unknown !== undefined) return undefined;
    for (const field of userFields) {
      const wanted = stored[field];
      if (wanted !== undefined && user[field] !== wanted) {
        return violated(`${field} ${quote(wanted)}`, `${field} ${quote(user[field])}`, [view.seq]);
      }
    }
    return holds;
  },
});
