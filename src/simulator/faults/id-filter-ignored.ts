import { behaviourFault } from "../behaviour-fault.ts";

export const idFilterIgnored = behaviourFault(
  {
    id: "id-filter-ignored",
    sentence: "An id filter filters nothing.",
    class: "Q",
    breaks: "filter-matches-every-item",
  },
  ({ filterOf }) => ({ filterOf: (query) => filterOf(query).filter(({ field }) => field !== "id") }),
);
