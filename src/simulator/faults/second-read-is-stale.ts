import { behaviourFault } from "../behaviour-fault.ts";
import type { StoredUser } from "../store.ts";

export const secondReadIsStale = behaviourFault(
  {
    id: "second-read-is-stale",
    sentence: "Reads go to two copies in turn, and one of them does not hear of updates.",
    class: "V",
    breaks: "read-shows-last-write",
  },
  ({ find, insert }) => {
    const copy = new Map<number, StoredUser>();
    let reads = 0;
    return {
      insert: (store, user) => {
        copy.set(user.id, user);
        insert(store, user);
      },
      find: (store, id, verb) => {
        const current = find(store, id, verb);
        if (current === undefined || verb !== "get") return current;
        return ++reads % 2 === 0 ? (copy.get(id) ?? current) : current;
      },
    };
  },
);
