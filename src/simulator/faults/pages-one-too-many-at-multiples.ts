import { behaviourFault } from "../behaviour-fault.ts";

export const pagesOneTooManyAtMultiples = behaviourFault(
  {
    id: "pages-one-too-many-at-multiples",
    sentence: "X-Pagination-Pages is one too many when the last page is full.",
    class: "H",
    breaks: "pages-is-total-over-limit",
  },
  () => ({ pages: (count, perPage) => Math.floor(count / perPage) + 1 }),
);
