import { behaviourFault } from "../behaviour-fault.ts";

export const statusFilterIgnoredBesideId = behaviourFault(
  {
    id: "status-filter-ignored-beside-id",
    sentence: "Asked for an id and a status, a list keeps to the id alone.",
    class: "Q",
    breaks: "filter-matches-every-item",
  },
  ({ filterOf }) => ({
    filterOf: (query) => {
      const filter = filterOf(query);
      const pair = filter.length === 2 && query.has("id");
      return pair ? filter.filter(({ field }) => field !== "status") : filter;
    },
  }),
);
