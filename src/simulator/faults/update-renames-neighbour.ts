import { behaviourFault } from "../behaviour-fault.ts";
import { storedUser } from "../store.ts";

export const updateRenamesNeighbour = behaviourFault(
  {
    id: "update-renames-neighbour",
    sentence: "An update also gives its name to the account's next older user.",
    class: "V",
    breaks: "writes-touch-one-record",
  },
  ({ save }) => ({
    save: (store, user) => {
      save(store, user);
      const neighbour = store.newestFirst([user.owner]).find(({ id }) => id < user.id);
      if (neighbour !== undefined)
        save(store, storedUser(neighbour.id, neighbour.owner, { ...neighbour, name: user.name }));
    },
  }),
);
