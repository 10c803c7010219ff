import { behaviourFault } from "../behaviour-fault.ts";
import { storedUser } from "../store.ts";

export const longNameIsCutOnStore = behaviourFault(
  {
    id: "long-name-is-cut-on-store",
    sentence: "A created user's name is echoed in full and stored with 64 characters.",
    class: "V",
    breaks: "read-shows-last-write",
  },
  ({ insert }) => ({
    insert: (store, user) =>
      insert(store, storedUser(user.id, user.owner, { ...user, name: [...user.name].slice(0, 64).join("") })),
  }),
);
