import { holds, violated } from "../../contract/verdict.ts";
import { mustSee } from "../../model/register.ts";
import { quote, usersIn } from "../evidence.ts";
import { rule } from "../rule.ts";

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
