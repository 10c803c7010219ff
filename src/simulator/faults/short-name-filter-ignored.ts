import { behaviourFault } from "../behaviour-fault.ts";

export const shortNameFilterIgnored = behaviourFault(
  {
    id: "short-name-filter-ignored",
    sentence: "A name filter of fewer than three letters filters nothing.",
    class: "Q",
    breaks: "filter-matches-every-item",
  },
  ({ filterOf }) => ({
    filterOf: (query) => filterOf(query).filter(({ field, text }) => field !== "name" || text.length > 2),
  }),
);
