import { behaviourFault } from "../behaviour-fault.ts";

export const statusFilterIgnoredBesideName = behaviourFault(
  {
    id: "status-filter-ignored-beside-name",
    sentence: "Asked for a name and a status, a list keeps to the name alone.",
    class: "Q",
    breaks: "filter-matches-every-item",
  },
  ({ filterOf }) => ({
    filterOf: (query) => {
      const filter = filterOf(query);
      const pair = filter.length === 2 && query.has("name");
      return pair ? filter.filter(({ field }) => field !== "status") : filter;
    },
  }),
);
