import { behaviourFault } from "../behaviour-fault.ts";

export const onlyFirstFilterApplies = behaviourFault(
  {
    id: "only-first-filter-applies",
    sentence: "Of several filters only one is applied.",
    class: "Q",
    breaks: "filter-matches-every-item",
  },
  ({ filterOf }) => ({ filterOf: (query) => filterOf(query).slice(0, 1) }),
);
