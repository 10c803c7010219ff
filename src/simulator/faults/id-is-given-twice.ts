import { behaviourFault } from "../behaviour-fault.ts";

export const idIsGivenTwice = behaviourFault(
  {
    id: "id-is-given-twice",
    sentence: "A new user gets the id of the one deleted last.",
    class: "V",
    breaks: "ids-are-new",
  },
  ({ remove, nextId }) => {
    let free: number | undefined;
    return {
      remove: (store, user) => {
        free = user.id;
        remove(store, user);
      },
      nextId: (store, random) => {
        const id = free ?? nextId(store, random);
        free = undefined;
        return id;
      },
    };
  },
);
