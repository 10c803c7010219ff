import { holds, violated } from "../../contract/verdict.ts";
import { integerHeader, named } from "../evidence.ts";
import { listQueryOf } from "../lists/list-query.ts";
import { listOperations } from "../operations.ts";
import { rule } from "../rule.ts";

export const limitHeaderIsPageSize = rule({
  id: "limit-header-is-page-size",
  sentence: "X-Pagination-Limit is the requested page size, and 10 where none or one above 100 was requested",
  clause: "lists",
  level: "must",
  sources: ["facts 5.1", "facts 5.2"],
  on: listOperations,
  statuses: [200],
  judge: (view) => {
    const { limit } = listQueryOf(view);
    const shown = integerHeader(view, "x-pagination-limit");
    if (limit === undefined || shown === undefined) return undefined;
    if (shown === limit) return holds;
    const query = `per_page=${view.query.get("per_page") ?? ""}`;
    return violated(`X-Pagination-Limit: ${limit} for ${query}`, `${shown} in ${named(view)}`, [view.seq]);
  },
});
