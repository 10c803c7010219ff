import { behaviourFault } from "../behaviour-fault.ts";
import { storedUser } from "../store.ts";

export const createTouchesNewest = behaviourFault(
  {
    id: "create-touches-newest",
    sentence: "A create sets the account's newest user so far to inactive.",
    class: "V",
    breaks: "writes-touch-one-record",
  },
  ({ insert }) => ({
    insert: (store, user) => {
      const [newest] = store.newestFirst([user.owner]);
      insert(store, user);
      if (newest !== undefined) insert(store, storedUser(newest.id, newest.owner, { ...newest, status: "inactive" }));
    },
  }),
);
