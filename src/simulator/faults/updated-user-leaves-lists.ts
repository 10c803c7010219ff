import { behaviourFault } from "../behaviour-fault.ts";

export const updatedUserLeavesLists = behaviourFault(
  {
    id: "updated-user-leaves-lists",
    sentence: "A user that was updated is in no list any more.",
    class: "V",
    breaks: "list-shows-own-records",
  },
  ({ save, candidates }) => {
    const updated = new Set<number>();
    return {
      save: (store, user) => {
        updated.add(user.id);
        save(store, user);
      },
      candidates: (store, caller) => candidates(store, caller).filter(({ id }) => !updated.has(id)),
    };
  },
);
