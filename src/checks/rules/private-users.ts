import { holds, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { BoundedMap } from "../../model/bounded-map.ts";
import { hasQueryToken, hasToken, integerHeader, named, quote, usersIn } from "../evidence.ts";
import { idsIn, isWithin, listPageOf, queryWithout, shareOne, slack } from "../lists/list-query.ts";
import { hiddenFrom, leakIn, ownMatchesOf, thirdPartyHarsMatching } from "../lists/own-matches.ts";
import { rule, statefulRule } from "../rule.ts";
import { unspecifiedInputOf } from "../unspecified-input.ts";

export const privateUserHiddenFromAnonymous = rule({
  id: "private-user-hidden-from-anonymous",
  sentence: "without a token a private user does not exist: every verb on its id answers 404",
  clause: "identity",
  level: "must",
  sources: ["guide G4", "facts 2.5", "facts 10.3", "facts 12.3"],
  on: ["getUser", "putUser", "patchUser", "deleteUser"],
  judge: (view) => {
    if (view.token !== "anonymous") return undefined;
    const leak = leakIn(view);
    if (leak === undefined) return undefined;
    if (leak === "kept") return holds;
    if (view.answer.status >= 400 && unspecifiedInputOf(view) !== undefined) return undefined;
    return violated(
      `404, for user ${leak.belief.id} is ${leak.belief.owner}'s alone`,
      `${leak.received} to ${named(view)}: ${quote(view.answer.raw.body)}`,
      [leak.belief.createdSeq, view.seq],
    );
  },
});

const whereOneAccount = "no fault where both tokens are of one account, whose users they share";

export const privateUserHiddenFromOthers = rule({
  id: "private-user-hidden-from-others",
  sentence: "for another account a private user does not exist: every verb on its id answers 404",
  clause: "identity",
  level: "must",
  sources: ["guide G4", "facts 2.7"],
  needs: "second token",
  judge: (view) => {
    if (!hasToken(view) || view.operation?.id === "listUsers") return undefined;
    const leak = leakIn(view);
    if (leak === undefined) return undefined;
    if (leak === "kept") return holds;
    // Whether the token is accepted at all is another rule's.
    if (view.answer.status === 401) return undefined;
    if (view.answer.status >= 400 && unspecifiedInputOf(view) !== undefined) return undefined;
    return violated(
      `404, for user ${leak.belief.id} is ${leak.belief.owner}'s alone`,
      `${leak.received} to ${named(view)}: ${quote(view.answer.raw.body)}`,
      [leak.belief.createdSeq, view.seq],
      whereOneAccount,
    );
  },
});

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
      return violated(
        `no user of ${belief?.owner ?? "another account"}'s`,
        `${quote(user)} in ${named(view)}`,
        [...(belief === undefined ? [] : [belief.createdSeq]), view.seq],
        token === "anonymous" ? undefined : whereOneAccount,
      );
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

interface Count {
  readonly total: number;
  readonly seq: number;
  readonly endUs: number;
  /** Users shown. */
  readonly ids: ReadonlySet<number>;
}
interface Counted {
  /** The last count that a caller without a token got. */
  anonymous: Count;
  /** The lowest count that a caller with a token got since. */
  lowest: Count | undefined;
}

const kept = 50;

/** Fewer public users than this prove nothing: others may have deleted them and made new ones. */
const few = 4 * slack;
/** Share of the public users by which a count between two others may lie below both: they come and go all the while. */
const drift = 0.2;

/**
 * Public users come and go, and once a day all are replaced: a caller with a token is held to what a caller without was
 * stated before and after, when the two are the same, or agree and show one user both.
 */
export const listsCountPublicUsers = statefulRule({
  id: "lists-count-public-users",
  sentence: "a caller with a token finds the public users in lists too, filtered or not",
  clause: "identity",
  level: "must",
  sources: ["facts 2.8"],
  on: ["listUsers"],
  statuses: [200],
  start: () => new BoundedMap<string, Counted>(kept),
  judge: (view, lists): RuleOutcome | undefined => {
    const total = integerHeader(view, "x-pagination-total");
    // Days may lie between the entries of a recording, and the daily reset with them.
    if (view.exchange.gaps?.before === true) return undefined;
    if (total === undefined || hasQueryToken(view)) return undefined;
    // Paging does not change a count.
    const key = queryWithout(view.query, "page", "per_page");
    const known = lists.get(key);
    const count: Count = { total, seq: view.seq, endUs: view.endUs, ids: idsIn(view) };
    if (hasToken(view)) {
      if (known === undefined || view.sent.startUs < known.anonymous.endUs) return undefined;
      if (known.lowest === undefined || total < known.lowest.total) known.lowest = count;
      return undefined;
    }
    if (view.token !== "anonymous") return undefined;
    lists.delete(key);
    lists.set(key, { anonymous: count, lowest: undefined });
    const { anonymous: before, lowest } = known ?? {};
    if (before === undefined || lowest === undefined || view.sent.startUs < lowest.endUs) return undefined;
    if (before.total !== total && !shareOne(before.ids, count.ids)) return undefined;
    const least = Math.min(before.total, total);
    if (Math.abs(before.total - total) > slack || least < few) return undefined;
    return lowest.total >= least * (1 - drift)
      ? holds
      : violated(
          `X-Pagination-Total: at least ${least}, as without a token`,
          `${lowest.total} with a token, in ${named(view)} before`,
          [before.seq, lowest.seq, view.seq],
        );
  },
});
