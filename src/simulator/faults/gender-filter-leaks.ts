import { behaviourFault } from "../behaviour-fault.ts";

export const genderFilterLeaks = behaviourFault(
  {
    id: "gender-filter-leaks",
    sentence: "A gender filter lets some users of the other gender through.",
    class: "Q",
    breaks: "filter-matches-every-item",
  },
  ({ matches }) => ({
    matches: (user, filter) =>
      matches(user, user.id % 3 === 0 ? filter.filter(({ field }) => field !== "gender") : filter),
  }),
);
