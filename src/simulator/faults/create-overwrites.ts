import { behaviourFault } from "../behaviour-fault.ts";

export const createOverwrites = behaviourFault(
  {
    id: "create-overwrites",
    sentence: "Each third create takes the id of the one before and overwrites it.",
    class: "V",
    breaks: "ids-are-new",
  },
  ({ insert, nextId }) => {
    let last: number | undefined;
    let count = 0;
    return {
      nextId: (store, random) =>
        ++count % 3 === 0 && last !== undefined && store.get(last) !== undefined ? last : nextId(store, random),
      insert: (store, user) => {
        last = user.id;
        insert(store, user);
      },
    };
  },
);
