import { holds, violated } from "../../contract/verdict.ts";
import { mustSee } from "../../model/belief.ts";
import { decided, named, ownAlive, quote, saysTaken, usersIn } from "../evidence.ts";
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

export const deletedIsGone = rule({
  id: "deleted-is-gone",
  sentence: "a deleted user answers 404 from then on, to every verb and every caller",
  clause: "delete",
  level: "must",
  sources: ["guide G4", "facts 3.2", "facts 3.8"],
  on: ["getUser", "putUser", "patchUser", "deleteUser"],
  judge: (view) => {
    if (view.id === undefined) return undefined;
    const gone = view.world.gone.get(view.id);
    if (gone === undefined || gone.atUs > view.sent.startUs) return undefined;
    if (view.belief !== undefined && mustSee(view.belief.alive, view.sent.startUs, view.endUs) !== false)
      return undefined;
    const { status, raw } = view.answer;
    if (status === 404) return holds;
    const succeeded = status < 300 || status === 422;
    const owner = view.token === "A" || view.token === "B";
    // A caller without a valid token may be refused before the lookup, and a limiter or a broken server comes first too.
    if (!succeeded && (!owner || status === 401 || status === 429 || status >= 500)) return undefined;
    return violated("404", `${status} ${quote(raw.body)} to ${named(view)}`, [gone.seq, view.seq]);
  },
});

export const deletedLeavesLists = rule({
  id: "deleted-leaves-lists",
  sentence: "a deleted user is in no list from then on",
  clause: "delete",
  level: "must",
  sources: ["guide G5", "facts 3.8", "facts 5.10"],
  on: ["listUsers"],
  statuses: [200],
  judge: (view) => {
    if (view.world.gone.size === 0) return undefined;
    for (const user of usersIn(view) ?? []) {
      const gone = view.world.gone.get(user.id);
      if (gone === undefined || gone.atUs > view.sent.startUs) continue;
      const belief = view.world.beliefs.get(user.id);
      if (belief !== undefined && mustSee(belief.alive, view.sent.startUs, view.endUs) !== false) continue;
      return violated(`no user ${user.id}, which was deleted`, quote(user), [gone.seq, view.seq]);
    }
    return holds;
  },
});

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
