import { behaviourFault } from "../behaviour-fault.ts";

export const rowsIgnorePerPage = behaviourFault(
  {
    id: "rows-ignore-per-page",
    sentence: "Rows come by ten although X-Pagination-Limit says otherwise.",
    class: "H",
    breaks: "page-holds-limit",
  },
  ({ cut }) => ({ cut: (users, { page }) => cut(users, { page, perPage: 10 }) }),
);
