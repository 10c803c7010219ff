import { holds, violated } from "../../contract/verdict.ts";
import { integerHeader, named } from "../evidence.ts";
import { isWithin, listPageOf } from "../lists/list-page.ts";
import { listOperations } from "../operations.ts";
import { rule } from "../rule.ts";

export const pagesIsTotalOverLimit = rule({
  id: "pages-is-total-over-limit",
  sentence: "X-Pagination-Pages is the total divided by the page size, rounded up",
  clause: "lists",
  level: "must",
  sources: ["guide G7", "facts 5.5"],
  on: listOperations,
  statuses: [200],
  judge: (view) => {
    const list = listPageOf(view);
    const limit = integerHeader(view, "x-pagination-limit");
    if (list?.total === undefined || list.pages === undefined || limit === undefined || limit === 0) return undefined;
    if (!isWithin(list)) return undefined;
    const { total, pages } = list;
    const wanted = Math.ceil(total / limit);
    // Whether an empty list has no page or one empty page is not documented.
    if (pages === wanted || (total === 0 && pages === 1)) return holds;
    return violated(`X-Pagination-Pages: ${wanted} for ${total} at ${limit} a page`, `${pages} in ${named(view)}`, [
      view.seq,
    ]);
  },
});
