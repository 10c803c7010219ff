import { behaviourFault } from "../behaviour-fault.ts";

/** How many of a caller's users a filter looks at. */
const searched = 100;

export const filtersSearchTheNewest = behaviourFault(
  {
    id: "filters-search-the-newest",
    sentence: "A filter looks only at the newest hundred users.",
    class: "H",
    breaks: "genders-add-up",
  },
  ({ candidates, matches }) => {
    let oldest = 0;
    return {
      candidates: (store, caller) => {
        const all = candidates(store, caller);
        oldest = all[searched - 1]?.id ?? 0;
        return all;
      },
      matches: (user, filter) => user.id >= oldest && matches(user, filter),
    };
  },
);
