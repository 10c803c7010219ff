import { behaviourFault } from "../behaviour-fault.ts";

export const statusFilterIgnoredWhenPaged = behaviourFault(
  {
    id: "status-filter-ignored-when-paged",
    sentence: "A status filter alone filters nothing where a page or a page size is asked for.",
    class: "Q",
    breaks: "filter-matches-every-item",
  },
  ({ filterOf }) => ({
    filterOf: (query) => {
      const filter = filterOf(query);
      const paged = query.has("page") || query.has("per_page");
      return paged && filter.length === 1 ? filter.filter(({ field }) => field !== "status") : filter;
    },
  }),
);
