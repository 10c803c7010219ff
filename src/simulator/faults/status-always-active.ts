import { behaviourFault } from "../behaviour-fault.ts";
import { storedUser } from "../store.ts";

export const statusAlwaysActive = behaviourFault(
  {
    id: "status-always-active",
    sentence: "A created user is active whatever was sent.",
    class: "Q",
    breaks: "create-echoes-input",
  },
  ({ insert, showCreated }) => ({
    insert: (store, user) => insert(store, storedUser(user.id, user.owner, { ...user, status: "active" })),
    showCreated: (user) => ({ ...showCreated(user), status: "active" }),
  }),
);
