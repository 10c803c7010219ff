import { behaviourFault } from "../behaviour-fault.ts";
import { storedUser } from "../store.ts";

export const putLeavesACopy = behaviourFault(
  {
    id: "put-leaves-a-copy",
    sentence: "PUT leaves a copy of the user under a new id.",
    class: "V",
    breaks: "total-counts-matches",
  },
  ({ save, change, nextId }, { random }) => {
    let put = false;
    return {
      change: (user, fields, verb) => {
        put = verb === "put";
        return change(user, fields, verb);
      },
      save: (store, user) => {
        save(store, user);
        if (put) save(store, storedUser(nextId(store, random), user.owner, user));
      },
    };
  },
);
