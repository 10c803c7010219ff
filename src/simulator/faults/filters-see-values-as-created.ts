import { behaviourFault } from "../behaviour-fault.ts";
import type { StoredUser } from "../store.ts";

export const filtersSeeValuesAsCreated = behaviourFault(
  {
    id: "filters-see-values-as-created",
    sentence: "Filters go by the values a user was created with.",
    class: "V",
    breaks: "filter-matches-every-item",
  },
  ({ insert, matches }) => {
    const created = new Map<number, StoredUser>();
    return {
      insert: (store, user) => {
        created.set(user.id, user);
        insert(store, user);
      },
      matches: (user, filter) => matches(created.get(user.id) ?? user, filter),
    };
  },
);
