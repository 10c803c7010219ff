import { behaviourFault } from "../behaviour-fault.ts";
import type { StoredUser } from "../store.ts";

export const deletedUserFoundById = behaviourFault(
  {
    id: "deleted-user-found-by-id",
    sentence: "A deleted user is still found by the id filter.",
    class: "V",
    breaks: "deleted-leaves-lists",
  },
  ({ remove, candidates, filterOf, matches }) => {
    const ghosts: StoredUser[] = [];
    let byId = false;
    return {
      remove: (store, user) => {
        ghosts.push(user);
        remove(store, user);
      },
      filterOf: (query) => {
        byId = query.has("id");
        return filterOf(query);
      },
      candidates: (store, caller) => {
        const all = candidates(store, caller);
        return [...all, ...ghosts.filter(({ owner }) => owner === caller.account)].sort((a, b) => b.id - a.id);
      },
      matches: (user, filter) => matches(user, filter) && (byId || !ghosts.includes(user)),
    };
  },
);
