import { holds, violated } from "../../contract/verdict.ts";
import { quote, recordIn } from "../evidence.ts";
import { readOperations } from "../operations.ts";
import { rule } from "../rule.ts";

export const readAnswersTheIdAsked = rule({
  id: "read-answers-the-id-asked",
  sentence: "a read answers with the record of the requested id",
  clause: "read",
  level: "must",
  sources: ["guide G4"],
  on: readOperations,
  statuses: [200],
  judge: (view) => {
    const shown = recordIn(view);
    if (shown === undefined || view.id === undefined) return undefined;
    return shown.id === view.id ? holds : violated(`id ${view.id}`, `id ${quote(shown.id)}`, [view.seq]);
  },
});
