import { holds, violated } from "../../contract/verdict.ts";
import { mustSee } from "../../model/register.ts";
import { named, quote } from "../evidence.ts";
import { rule } from "../rule.ts";

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
