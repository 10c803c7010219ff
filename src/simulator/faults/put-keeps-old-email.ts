import { behaviourFault } from "../behaviour-fault.ts";
import { storedUser } from "../store.ts";

export const putKeepsOldEmail = behaviourFault(
  {
    id: "put-keeps-old-email",
    sentence: "PUT shows the new e-mail and keeps the old one.",
    class: "V",
    breaks: "read-shows-last-write",
  },
  ({ save, change }) => {
    let put = false;
    return {
      change: (user, fields, verb) => {
        put = verb === "put";
        return change(user, fields, verb);
      },
      save: (store, user) =>
        save(
          store,
          put ? storedUser(user.id, user.owner, { ...user, email: store.get(user.id)?.email ?? user.email }) : user,
        ),
    };
  },
);
