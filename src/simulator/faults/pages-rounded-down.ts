import { behaviourFault } from "../behaviour-fault.ts";

export const pagesRoundedDown = behaviourFault(
  {
    id: "pages-rounded-down",
    sentence: "X-Pagination-Pages is rounded down: the last page is not counted.",
    class: "H",
    breaks: "pages-is-total-over-limit",
  },
  () => ({ pages: (count, perPage) => Math.floor(count / perPage) }),
);
