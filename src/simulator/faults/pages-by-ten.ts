import { behaviourFault } from "../behaviour-fault.ts";

export const pagesByTen = behaviourFault(
  {
    id: "pages-by-ten",
    sentence: "X-Pagination-Pages counts by ten whatever the page size.",
    class: "H",
    breaks: "pages-is-total-over-limit",
  },
  ({ pages }) => ({ pages: (count) => pages(count, 10) }),
);
