import { behaviourFault } from "../behaviour-fault.ts";
import type { StoredUser } from "../store.ts";

export const deletedStaysInLists = behaviourFault(
  {
    id: "deleted-stays-in-lists",
    sentence: "A deleted user answers 404 but stays in lists.",
    class: "V",
    breaks: "deleted-leaves-lists",
  },
  ({ remove, candidates }) => {
    const ghosts: StoredUser[] = [];
    return {
      remove: (store, user) => {
        ghosts.push(user);
        remove(store, user);
      },
      candidates: (store, caller) =>
        [...candidates(store, caller), ...ghosts.filter(({ owner }) => owner === caller.account)].sort(
          (a, b) => b.id - a.id,
        ),
    };
  },
);
