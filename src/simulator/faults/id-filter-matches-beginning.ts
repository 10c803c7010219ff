import { behaviourFault } from "../behaviour-fault.ts";

export const idFilterMatchesBeginning = behaviourFault(
  {
    id: "id-filter-matches-beginning",
    sentence: "The id filter finds every id that begins with the number.",
    class: "Q",
    breaks: "filter-matches-every-item",
  },
  ({ matches }) => ({
    matches: (user, filter) =>
      matches(
        user,
        filter.filter(({ field, text }) => field !== "id" || !String(user.id).startsWith(text)),
      ),
  }),
);
