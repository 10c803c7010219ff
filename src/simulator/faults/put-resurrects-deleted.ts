import { behaviourFault } from "../behaviour-fault.ts";
import type { StoredUser } from "../store.ts";

export const putResurrectsDeleted = behaviourFault(
  {
    id: "put-resurrects-deleted",
    sentence: "PUT on a deleted user brings it back.",
    class: "V",
    breaks: "deleted-is-gone",
  },
  ({ remove, find }) => {
    const graves = new Map<number, StoredUser>();
    return {
      remove: (store, user) => {
        graves.set(user.id, user);
        remove(store, user);
      },
      find: (store, id, verb) => find(store, id, verb) ?? (verb === "put" ? graves.get(id) : undefined),
    };
  },
);
