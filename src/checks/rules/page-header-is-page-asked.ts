import { holds, violated } from "../../contract/verdict.ts";
import { integerHeader, named } from "../evidence.ts";
import { isWithin, listPageOf } from "../lists/list-page.ts";
import { listOperations } from "../operations.ts";
import { rule } from "../rule.ts";

export const pageHeaderIsPageAsked = rule({
  id: "page-header-is-page-asked",
  sentence: "X-Pagination-Page is the requested page, 1 where none was requested",
  clause: "lists",
  level: "must",
  sources: ["guide G7", "facts 5.1"],
  on: listOperations,
  statuses: [200],
  judge: (view) => {
    const list = listPageOf(view);
    const shown = integerHeader(view, "x-pagination-page");
    if (list?.page === undefined || shown === undefined || !isWithin(list)) return undefined;
    return shown === list.page
      ? holds
      : violated(`X-Pagination-Page: ${list.page}`, `${shown} in ${named(view)}`, [view.seq]);
  },
});
