import { holds, violated } from "../../contract/verdict.ts";
import { decided, ownAlive, quote } from "../evidence.ts";
import { rule } from "../rule.ts";

export const deleteAnswers204 = rule({
  id: "delete-answers-204",
  sentence: "deleting one's own user answers 204",
  clause: "delete",
  level: "must",
  sources: ["guide G5", "facts 3.8"],
  on: ["deleteUser"],
  judge: (view) => {
    const { status, raw } = view.answer;
    if (!ownAlive(view) || !decided(view) || status === 404) return undefined;
    return status === 204 ? holds : violated("204 and no body", `${status} ${quote(raw.body)}`, [view.seq]);
  },
});
