import { holds, violated } from "../../contract/verdict.ts";
import { integerHeader, named } from "../evidence.ts";
import { listQueryOf } from "../lists/list-query.ts";
import { rule } from "../rule.ts";

export const limitHeaderIsPageSize = rule({
  id: "limit-header-is-page-size",
  sentence: "X-Pagination-Limit is the page size asked for, and 10 where none or one above 100 was asked for",
  clause: "lists",
  level: "must",
  sources: ["facts 5.1", "facts 5.2"],
  on: ["listUsers"],
  statuses: [200],
  judge: (view) => {
    const { limit } = listQueryOf(view);
    const said = integerHeader(view, "x-pagination-limit");
    if (limit === undefined || said === undefined) return undefined;
    if (said === limit) return holds;
    const asked = `per_page=${view.query.get("per_page") ?? ""}`;
    return violated(`X-Pagination-Limit: ${limit} for ${asked}`, `${said} in ${named(view)}`, [view.seq]);
  },
});
