import { holds, violated } from "../../contract/verdict.ts";
import { quote, userIn } from "../evidence.ts";
import { rule } from "../rule.ts";

export const readAnswersTheIdAsked = rule({
  id: "read-answers-the-id-asked",
  sentence: "a read answers with the user of the requested id",
  clause: "read",
  level: "must",
  sources: ["guide G4"],
  on: ["getUser"],
  statuses: [200],
  judge: (view) => {
    const user = userIn(view);
    if (user === undefined || view.id === undefined) return undefined;
    return user.id === view.id ? holds : violated(`id ${view.id}`, `id ${quote(user.id)}`, [view.seq]);
  },
});
