import { behaviourFault } from "../behaviour-fault.ts";
import { storedUser } from "../store.ts";

export const updateOfTwoFieldsHalfKept = behaviourFault(
  {
    id: "update-of-two-fields-half-kept",
    sentence: "An update of several fields is shown in full and stored without the status.",
    class: "V",
    breaks: "read-shows-last-write",
  },
  ({ save, change }) => {
    let several = false;
    return {
      change: (user, fields, verb) => {
        several = Object.keys(fields).length > 1;
        return change(user, fields, verb);
      },
      save: (store, user) =>
        save(
          store,
          several
            ? storedUser(user.id, user.owner, { ...user, status: store.get(user.id)?.status ?? user.status })
            : user,
        ),
    };
  },
);
