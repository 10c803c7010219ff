import { behaviourFault } from "../behaviour-fault.ts";

export const listsShowOthersUsers = behaviourFault(
  {
    id: "lists-show-others-users",
    sentence: "Lists and totals with a token contain other accounts' users.",
    class: "T",
    breaks: "lists-hide-private-users",
  },
  ({ candidates }) => ({
    candidates: (store, caller) =>
      caller.account === undefined ? candidates(store, caller) : store.newestFirst(store.owners()),
  }),
);
