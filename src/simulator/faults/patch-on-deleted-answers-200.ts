import { behaviourFault } from "../behaviour-fault.ts";
import type { StoredUser } from "../store.ts";

export const patchOnDeletedAnswers200 = behaviourFault(
  {
    id: "patch-on-deleted-answers-200",
    sentence: "PATCH on a deleted user answers 200.",
    class: "V",
    breaks: "deleted-is-gone",
  },
  ({ remove, find, save }) => {
    const graves = new Map<number, StoredUser>();
    return {
      remove: (store, user) => {
        graves.set(user.id, user);
        remove(store, user);
      },
      find: (store, id, verb) => find(store, id, verb) ?? (verb === "patch" ? graves.get(id) : undefined),
      save: (store, user) => {
        if (!graves.has(user.id)) save(store, user);
      },
    };
  },
);
