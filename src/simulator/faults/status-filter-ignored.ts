import { behaviourFault } from "../behaviour-fault.ts";

export const statusFilterIgnored = behaviourFault(
  {
    id: "status-filter-ignored",
    sentence: "A status filter filters nothing.",
    class: "Q",
    breaks: "filter-matches-every-item",
  },
  ({ filterOf }) => ({ filterOf: (query) => filterOf(query).filter(({ field }) => field !== "status") }),
);
