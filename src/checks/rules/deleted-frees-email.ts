import { holds, violated } from "../../contract/verdict.ts";
import { quote, saysTaken } from "../evidence.ts";
import { rule } from "../rule.ts";

export const deletedFreesEmail = rule({
  id: "deleted-frees-email",
  sentence: "an e-mail is free again once its user is deleted or has been given another",
  clause: "delete",
  level: "must",
  sources: ["guide G5", "facts 4.6"],
  on: ["createUser", "putUser", "patchUser"],
  statuses: [200, 201, 422],
  judge: (view) => {
    const email = view.fields?.email;
    if (typeof email !== "string") return undefined;
    const former = view.world.emails.former(email, view.sent.startUs, view.endUs);
    if (former === undefined || former.weak) return undefined;
    const own = { seq: view.seq, id: view.id };
    if (view.world.emails.state(email, view.sent.startUs, view.endUs, own) !== "free") return undefined;
    if (!saysTaken(view, "email")) return view.answer.status === 422 ? undefined : holds;
    return violated(`${quote(email)} free`, `422 ${quote(view.answer.raw.body)}`, [former.lastWriteSeq, view.seq]);
  },
});
