import { behaviourFault } from "../behaviour-fault.ts";

export const filteredListLagsOneCreate = behaviourFault(
  {
    id: "filtered-list-lags-one-create",
    sentence: "A created user is in no list until the next one is created.",
    class: "V",
    breaks: "list-shows-own-records",
  },
  ({ insert, candidates }) => {
    let newest = 0;
    return {
      insert: (store, user) => {
        newest = user.id;
        insert(store, user);
      },
      candidates: (store, caller) => candidates(store, caller).filter(({ id }) => id !== newest),
    };
  },
);
