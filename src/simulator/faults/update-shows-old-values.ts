import { behaviourFault } from "../behaviour-fault.ts";
import type { StoredUser } from "../store.ts";

export const updateShowsOldValues = behaviourFault(
  {
    id: "update-shows-old-values",
    sentence: "An update is stored and answered with the values before it.",
    class: "V",
    breaks: "update-echoes-named-fields",
  },
  ({ save, showUpdated }) => {
    let before: StoredUser | undefined;
    return {
      save: (store, user) => {
        before = store.get(user.id);
        save(store, user);
      },
      showUpdated: (user, sent) => showUpdated(before ?? user, sent),
    };
  },
);
