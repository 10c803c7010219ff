import { holds, violated } from "../../contract/verdict.ts";
import { hasQueryToken, named, quote, usersIn } from "../evidence.ts";
import { isWithin, listPageOf } from "../lists/list-page.ts";
import { ownMatchesOf, thirdPartyHarsMatching } from "../lists/own-matches.ts";
import { hiddenFrom } from "../lists/private-users.ts";
import { rule } from "../rule.ts";

export const listsHidePrivateUsers = rule({
  id: "lists-hide-private-users",
  sentence: "lists neither show nor count the private users of other accounts",
  clause: "identity",
  level: "must",
  sources: ["guide G4", "facts 2.2", "facts 2.7"],
  on: ["listUsers"],
  statuses: [200],
  judge: (view) => {
    const { token, world } = view;
    if ((token !== "anonymous" && token !== "A" && token !== "B") || hasQueryToken(view)) return undefined;
    let judged = false;
    for (const user of usersIn(view) ?? []) {
      judged = true;
      const belief = hiddenFrom(view, user);
      // A create that was never answered made a private user too; an update may have given a public one our e-mail.
      const lost =
        token === "anonymous" && world.isOurs(user.email) && world.emails.unresolved(user.email) !== undefined;
      if (belief === undefined && !lost) continue;
      return violated(`no user of ${belief?.owner ?? "another account"}'s`, `${quote(user)} in ${named(view)}`, [
        ...(belief === undefined ? [] : [belief.createdSeq]),
        view.seq,
      ]);
    }
    const list = listPageOf(view);
    const own = list === undefined ? undefined : ownMatchesOf(view);
    if (list?.total === undefined || own?.scoped !== true || !isWithin(list)) return judged ? holds : undefined;
    // A total alone may be of a filter that leaks, or of a public user with our mark: only as many as others
    // have there are theirs.
    const most = own.certain.length + own.inDoubt;
    if (list.total <= most) return holds;
    if (list.total > most + thirdPartyHarsMatching(view)) return undefined;
    return violated(`X-Pagination-Total: ${most}`, `${list.total} in ${named(view)}, as many as others have there`, [
      view.seq,
    ]);
  },
});
