import { behaviourFault } from "../behaviour-fault.ts";

export const readShowsNeighbour = behaviourFault(
  {
    id: "read-shows-neighbour",
    sentence: "A read of one id in four shows the account's next older user.",
    class: "V",
    breaks: "read-answers-the-id-asked",
  },
  (_correct, { store }) => ({
    find: (_store, id, verb) => {
      const user = store.get(id);
      if (user === undefined || verb !== "get" || id % 4 !== 0) return user;
      return store.newestFirst([user.owner]).find((other) => other.id < id) ?? user;
    },
  }),
);
