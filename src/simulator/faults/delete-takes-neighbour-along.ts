import { behaviourFault } from "../behaviour-fault.ts";

export const deleteTakesNeighbourAlong = behaviourFault(
  {
    id: "delete-takes-neighbour-along",
    sentence: "Deleting a user also deletes the account's next older one.",
    class: "V",
    breaks: "records-stay",
  },
  ({ remove }) => ({
    remove: (store, user) => {
      const neighbour = store.newestFirst([user.owner]).find(({ id }) => id < user.id);
      remove(store, user);
      if (neighbour !== undefined && user.owner !== undefined) remove(store, neighbour);
    },
  }),
);
