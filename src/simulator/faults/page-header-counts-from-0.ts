import { behaviourFault } from "../behaviour-fault.ts";

export const pageHeaderCountsFrom0 = behaviourFault(
  {
    id: "page-header-counts-from-0",
    sentence: "X-Pagination-Page counts from 0.",
    class: "H",
    breaks: "page-header-is-page-asked",
  },
  ({ listHeaders }) => ({
    listHeaders: (count, lastPage, bounds, links) =>
      listHeaders(count, lastPage, { ...bounds, page: bounds.page - 1 }, links),
  }),
);
