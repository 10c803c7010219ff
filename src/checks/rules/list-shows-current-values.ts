import { userFields } from "../../contract/resources/users.ts";
import { holds, violated } from "../../contract/verdict.ts";
import { maySee, mustSee, possible } from "../../model/register.ts";
import { named, quote, usersIn } from "../evidence.ts";
import { rule } from "../rule.ts";

export const listShowsCurrentValues = rule({
  id: "list-shows-current-values",
  sentence: "a list shows users with the values of their last write",
  clause: "lists",
  level: "must",
  sources: ["guide G2", "facts 1.1", "facts 5.10"],
  on: ["listUsers"],
  statuses: [200],
  judge: (view) => {
    let judged = false;
    const { startUs } = view.sent;
    for (const user of usersIn(view) ?? []) {
      const belief = view.world.beliefs.get(user.id);
      if (belief === undefined || belief.weak || !maySee(belief.alive, true, startUs, view.endUs)) continue;
      // After the daily reset the id may be another user's.
      const same = belief.fields.email.candidates.some(({ value }) => value === user.email);
      if (!same && mustSee(belief.alive, startUs, view.endUs) !== true) continue;
      judged = true;
      for (const field of userFields) {
        const register = belief.fields[field];
        if (maySee(register, user[field], startUs, view.endUs)) continue;
        // Of a write not answered yet, what it will store of outer blanks is open (facts 11.12).
        const pending = register.candidates.some(
          ({ value, ackUs }) => ackUs === Number.POSITIVE_INFINITY && value.trim() === user[field],
        );
        if (pending) continue;
        const wanted = possible(register, startUs, view.endUs).map(quote).join(" or ");
        return violated(`${field} ${wanted} of user ${user.id}`, `${field} ${quote(user[field])} in ${named(view)}`, [
          belief.lastWriteSeq,
          view.seq,
        ]);
      }
    }
    return judged ? holds : undefined;
  },
});
