import { holds, violated } from "../../contract/verdict.ts";
import { integerHeader, named } from "../evidence.ts";
import { listPageOf, slack } from "../lists/list-page.ts";
import { ownMatchesOf } from "../lists/own-matches.ts";
import { listOperations } from "../operations.ts";
import { rule } from "../rule.ts";

export const pageHoldsLimit = rule({
  id: "page-holds-limit",
  sentence: "a page holds as many records as its size, the last one the rest",
  clause: "lists",
  level: "must",
  sources: ["guide G7", "facts 5.1", "facts 5.2"],
  on: listOperations,
  statuses: [200],
  judge: (view) => {
    const list = listPageOf(view);
    const limit = list?.limit ?? integerHeader(view, "x-pagination-limit");
    if (list === undefined || limit === undefined || limit === 0) return undefined;
    const { rows, total, page } = list;
    const received = `${rows.length} of ${total ?? "?"} in ${named(view)}`;
    if (rows.length > limit) return violated(`at most ${limit} records`, received, [view.seq]);
    if (page === undefined || total === undefined) return holds;
    const rest = Math.max(0, total - (page - 1) * limit);
    const wanted = Math.min(limit, rest);
    if (rows.length === wanted) return holds;
    // Count and rows are two reads: where others write between them, the end of the list may lie elsewhere.
    const near = ownMatchesOf(view)?.exact === true ? 0 : slack;
    const mayBe = (shift: number) => Math.min(limit, Math.max(0, rest + shift));
    if (rows.length >= mayBe(-near) && rows.length <= mayBe(near)) return holds;
    return violated(`${wanted} records on page ${page} of ${total} at ${limit} a page`, received, [view.seq]);
  },
});
