import { behaviourFault } from "../behaviour-fault.ts";
import type { StoredUser } from "../store.ts";

export const readIsStaleNowAndThen = behaviourFault(
  {
    id: "read-is-stale-now-and-then",
    sentence: "One read in ten of an updated user shows it as it was before.",
    class: "V",
    breaks: "read-shows-last-write",
    oneIn: 10,
  },
  ({ save, find }, { random }) => {
    const before = new Map<number, StoredUser>();
    return {
      save: (store, user) => {
        const old = store.get(user.id);
        if (old !== undefined) before.set(user.id, old);
        save(store, user);
      },
      find: (store, id, verb) => {
        const current = find(store, id, verb);
        if (current === undefined || verb !== "get" || random() >= 0.1) return current;
        return before.get(id) ?? current;
      },
    };
  },
);
