import { holds, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { BoundedMap } from "../../model/bounded-map.ts";
import { hasQueryToken, hasToken, integerHeader, named } from "../evidence.ts";
import { idsIn, shareOne, slack } from "../lists/list-page.ts";
import { queryWithout } from "../lists/list-query.ts";
import { statefulRule } from "../rule.ts";

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
 * stated before and after, when the two agree and show one user both.
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
    if (!shareOne(before.ids, count.ids)) return undefined;
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
