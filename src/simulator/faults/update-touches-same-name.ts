import { behaviourFault } from "../behaviour-fault.ts";
import { storedUser } from "../store.ts";

export const updateTouchesSameName = behaviourFault(
  {
    id: "update-touches-same-name",
    sentence: "An update of the status changes all of the account's users with the same name.",
    class: "V",
    breaks: "writes-touch-one-record",
  },
  ({ save }) => ({
    save: (store, user) => {
      const twins = store.newestFirst([user.owner]).filter(({ id, name }) => id !== user.id && name === user.name);
      save(store, user);
      for (const twin of twins) save(store, storedUser(twin.id, twin.owner, { ...twin, status: user.status }));
    },
  }),
);
