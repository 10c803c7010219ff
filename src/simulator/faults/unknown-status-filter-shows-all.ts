import { behaviourFault } from "../behaviour-fault.ts";

export const unknownStatusFilterShowsAll = behaviourFault(
  {
    id: "unknown-status-filter-shows-all",
    sentence: "A status filter with an unknown value filters nothing.",
    class: "Q",
    breaks: "filter-matches-every-item",
  },
  ({ filterOf }) => ({
    filterOf: (query) => filterOf(query).filter(({ field, text }) => field !== "status" || /^(in)?active$/.test(text)),
  }),
);
