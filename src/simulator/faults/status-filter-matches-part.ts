import { behaviourFault } from "../behaviour-fault.ts";

export const statusFilterMatchesPart = behaviourFault(
  {
    id: "status-filter-matches-part",
    sentence: "The filter status=active lets inactive users through.",
    class: "Q",
    breaks: "filter-matches-every-item",
  },
  ({ matches }) => ({
    matches: (user, filter) =>
      matches(
        user,
        filter.filter(({ field }) => field !== "status"),
      ) && filter.every(({ field, text }) => field !== "status" || user.status.includes(text)),
  }),
);
