import { behaviourFault } from "../behaviour-fault.ts";
import type { StoredUser } from "../store.ts";

export const listsShowValuesAsCreated = behaviourFault(
  {
    id: "lists-show-values-as-created",
    sentence: "Lists show users as they were created.",
    class: "V",
    breaks: "list-shows-current-values",
  },
  ({ insert, showRow }) => {
    const created = new Map<number, StoredUser>();
    return {
      insert: (store, user) => {
        created.set(user.id, user);
        insert(store, user);
      },
      showRow: (user) => showRow(created.get(user.id) ?? user),
    };
  },
);
