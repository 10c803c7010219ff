import { behaviourFault } from "../behaviour-fault.ts";
import type { StoredUser } from "../store.ts";

export const firstReadAfterUpdateIsStale = behaviourFault(
  {
    id: "first-read-after-update-is-stale",
    sentence: "The first read after an update shows the user as it was before.",
    class: "V",
    breaks: "read-shows-last-write",
  },
  ({ save, find }) => {
    const before = new Map<number, StoredUser>();
    return {
      save: (store, user) => {
        const old = store.get(user.id);
        if (old !== undefined) before.set(user.id, old);
        save(store, user);
      },
      find: (store, id, verb) => {
        const current = find(store, id, verb);
        const old = verb === "get" ? before.get(id) : undefined;
        if (old !== undefined) before.delete(id);
        return current === undefined ? undefined : (old ?? current);
      },
    };
  },
);
