import { behaviourFault } from "../behaviour-fault.ts";
import type { StoredUser } from "../store.ts";

export const deleteIsLate = behaviourFault(
  {
    id: "delete-is-late",
    sentence: "The first read after a delete still shows the user.",
    class: "V",
    breaks: "deleted-is-gone",
  },
  ({ remove, find }) => {
    const late = new Map<number, StoredUser>();
    return {
      remove: (store, user) => {
        late.set(user.id, user);
        remove(store, user);
      },
      find: (store, id, verb) => {
        const ghost = verb === "get" ? late.get(id) : undefined;
        late.delete(id);
        return ghost ?? find(store, id, verb);
      },
    };
  },
);
