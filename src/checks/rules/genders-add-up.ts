import { holds, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { BoundedMap } from "../../model/bounded-map.ts";
import { integerHeader, named } from "../evidence.ts";
import { idsIn, shareOne, slack } from "../lists/list-page.ts";
import { queryWithout } from "../lists/list-query.ts";
import { statefulRule, type View } from "../rule.ts";

interface Count {
  readonly total: number;
  readonly seq: number;
  readonly startUs: number;
  readonly endUs: number;
  /** Users shown. */
  readonly ids: ReadonlySet<number>;
}
type Kind = "female" | "male" | "all";
type Counts = { [kind in Kind]?: Count };

const kept = 50;
/** Share of all users by which counts taken one after the other may differ: others create and delete meanwhile. */
const drift = 0.1;

const kindOf = (gender: string | null): Kind | undefined => {
  if (gender === null) return "all";
  const text = gender.toLowerCase();
  return text === "female" || text === "male" ? text : undefined;
};

/** The caller and the query without gender; paging does not change a count. */
const keyOf = ({ token, query }: View): string => `${token} ${queryWithout(query, "gender", "page", "per_page")}`;

/**
 * A list changes while it is counted, and once a day all of it is replaced: only what lies between two counts that agree,
 * of lists that share a user, is added up.
 */
export const gendersAddUp = statefulRule({
  id: "genders-add-up",
  sentence: "of either gender there are as many users as there are in all",
  clause: "lists",
  level: "must",
  sources: ["guide G7", "facts 1.3"],
  on: ["listUsers"],
  statuses: [200],
  start: () => new BoundedMap<string, Counts>(kept),
  judge: (view, lists): RuleOutcome | undefined => {
    const total = integerHeader(view, "x-pagination-total");
    const kind = view.query.getAll("gender").length > 1 ? undefined : kindOf(view.query.get("gender"));
    // Days may lie between the entries of a recording, and the daily reset with them.
    if (view.exchange.gaps?.before === true) return undefined;
    if (total === undefined || kind === undefined || view.token === "unknown") return undefined;
    const key = keyOf(view);
    const earlier = lists.get(key) ?? {};
    const before = earlier[kind];
    const count: Count = { total, seq: view.seq, startUs: view.sent.startUs, endUs: view.endUs, ids: idsIn(view) };
    lists.delete(key);
    const counts: Counts = { ...earlier, [kind]: count };
    lists.set(key, counts);
    if (before === undefined || Math.abs(before.total - total) > slack) return undefined;
    if (!shareOne(before.ids, count.ids)) return undefined;
    const between = (other: Count | undefined): other is Count =>
      other !== undefined && other.startUs >= before.endUs && other.endUs <= count.startUs;
    const { female, male, all } = counts;
    const others = [female, male, all].filter((other) => other !== count);
    if (female === undefined || male === undefined || all === undefined || !others.every(between)) return undefined;
    const sum = female.total + male.total;
    if (Math.abs(sum - all.total) <= Math.max(4 * slack, drift * Math.max(sum, all.total))) return holds;
    return violated(
      `${all.total} users in all, as X-Pagination-Total says without the filter`,
      `${female.total} female and ${male.total} male, in ${named(view)}`,
      [female.seq, male.seq, all.seq, view.seq],
    );
  },
});
