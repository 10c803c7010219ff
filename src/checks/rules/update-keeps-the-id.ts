import { holds, violated } from "../../contract/verdict.ts";
import { quote, userIn } from "../evidence.ts";
import { rule } from "../rule.ts";

export const updateKeepsTheId = rule({
  id: "update-keeps-the-id",
  sentence: "an update answers with the user it names, whose id stays as it was",
  clause: "update",
  level: "must",
  sources: ["guide G5", "facts 1.2"],
  on: ["putUser", "patchUser"],
  statuses: [200],
  judge: (view) => {
    const user = userIn(view);
    if (user === undefined || view.id === undefined) return undefined;
    return user.id === view.id ? holds : violated(`id ${view.id}`, `id ${quote(user.id)}`, [view.seq]);
  },
});
