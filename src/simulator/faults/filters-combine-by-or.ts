import { behaviourFault } from "../behaviour-fault.ts";

export const filtersCombineByOr = behaviourFault(
  {
    id: "filters-combine-by-or",
    sentence: "Several filters let through what matches any of them.",
    class: "Q",
    breaks: "filter-matches-every-item",
  },
  ({ matches }) => ({ matches: (user, filter) => filter.some((one) => matches(user, [one])) }),
);
