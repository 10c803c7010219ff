import { holds, violated } from "../../contract/verdict.ts";
import { mustSee } from "../../model/register.ts";
import { ownAlive, quote, saysTaken } from "../evidence.ts";
import { rule } from "../rule.ts";

export const ownEmailIsNotTaken = rule({
  id: "own-email-is-not-taken",
  sentence: "sending a user the e-mail it has already is no duplicate",
  clause: "validation",
  level: "must",
  sources: ["facts 3.6"],
  on: ["putUser", "patchUser"],
  statuses: [200, 422],
  judge: (view) => {
    const { belief, seq } = view;
    const email = view.fields?.email;
    if (belief === undefined || typeof email !== "string" || !ownAlive(view)) return undefined;
    if (mustSee(belief.fields.email, view.sent.startUs, view.endUs) !== email) return undefined;
    if (!saysTaken(view, "email")) return holds;
    return violated("200", `422 ${quote(view.answer.raw.body)}`, [belief.lastWriteSeq, seq]);
  },
});
