import { holds, violated } from "../../contract/verdict.ts";
import { integerHeader, named } from "../evidence.ts";
import { isWithin, listPageOf } from "../lists/list-page.ts";
import { rule } from "../rule.ts";

export const pageHeaderIsPageAsked = rule({
  id: "page-header-is-page-asked",
  sentence: "X-Pagination-Page is the page asked for, 1 where none was",
  clause: "lists",
  level: "must",
  sources: ["guide G7", "facts 5.1"],
  on: ["listUsers"],
  statuses: [200],
  judge: (view) => {
    const list = listPageOf(view);
    const said = integerHeader(view, "x-pagination-page");
    if (list?.page === undefined || said === undefined || !isWithin(list)) return undefined;
    return said === list.page
      ? holds
      : violated(`X-Pagination-Page: ${list.page}`, `${said} in ${named(view)}`, [view.seq]);
  },
});
