import { userFields } from "../../contract/resources/users.ts";
import { holds, violated } from "../../contract/verdict.ts";
import { userIn } from "../evidence.ts";
import { statefulRule } from "../rule.ts";
import { createRecentWrites, unexplainedValueIn } from "../unexplained-value.ts";

export const updateKeepsUnnamedFields = statefulRule({
  id: "update-keeps-unnamed-fields",
  sentence: "an update leaves the fields it does not name as they were, by PATCH and by PUT",
  clause: "update",
  level: "must",
  sources: ["guide G5", "facts 3.4", "facts 3.5"],
  on: ["putUser", "patchUser"],
  statuses: [200],
  start: createRecentWrites,
  judge: (view, recent) => {
    const user = userIn(view);
    const { belief, prediction } = view;
    if (user === undefined || belief === undefined || belief.weak || prediction === undefined) return undefined;
    if (user.id !== belief.id || prediction.unknown !== undefined) return undefined;
    const unnamed = userFields.filter((field) => !prediction.named.has(field));
    const unexplained = unexplainedValueIn(view, belief, user, recent, unnamed);
    return unexplained === undefined
      ? holds
      : violated(unexplained.expected, unexplained.received, [belief.lastSeenSeq, view.seq]);
  },
});
