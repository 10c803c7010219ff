import { holds, violated } from "../../contract/verdict.ts";
import { named } from "../evidence.ts";
import { idOf, listPageOf, slack } from "../list-page.ts";
import { rememberingRule, type View } from "../rule.ts";

interface Page {
  readonly page: number;
  readonly ids: ReadonlySet<number>;
  readonly seq: number;
  readonly endUs: number;
}

const kept = 50;
/** What others create between two looks pushes rows on to the next page: this share of a page is more than that. */
const tolerance = 0.25;

/** Who asks for what, whichever page. */
const keyOf = ({ token, query }: View): string => {
  const rest = new URLSearchParams(query);
  rest.delete("page");
  return `${token} ${rest.toString()}`;
};

/** Holds for lists of everybody's users too, where only what others can't have done counts. */
export const nextPageGoesOn = rememberingRule({
  id: "next-page-goes-on",
  sentence: "a page begins where the one before ended, whatever the page size",
  clause: "lists",
  level: "must",
  sources: ["guide G7"],
  on: ["listUsers"],
  statuses: [200],
  start: () => new Map<string, Page>(),
  judge: (view, last) => {
    // Between two entries of a recording that is not whole, anybody may have created any number.
    if (view.exchange.gaps?.before === true) return undefined;
    const list = listPageOf(view);
    if (list?.page === undefined || list.limit === undefined || view.token === "unknown") return undefined;
    const { page, limit, rows } = list;
    const key = keyOf(view);
    const before = last.get(key);
    const ids = new Set(rows.flatMap((row) => idOf(row) ?? []));
    last.delete(key);
    last.set(key, { page, ids, seq: view.seq, endUs: view.endUs });
    if (last.size > kept) last.delete(last.keys().next().value ?? "");
    if (before === undefined || before.page !== page - 1 || view.sent.startUs < before.endUs) return undefined;
    if (rows.length === 0 || before.ids.size === 0) return undefined;
    let again = 0;
    for (const id of ids) if (before.ids.has(id)) again++;
    if (again <= Math.max(slack, limit * tolerance)) return holds;
    return violated(
      `none of the ${before.ids.size} users of page ${before.page}, but for those that others have pushed on`,
      `${again} of them again on page ${page} in ${named(view)}`,
      [before.seq, view.seq],
    );
  },
});
