import { behaviourFault } from "../behaviour-fault.ts";

export const anonymousListsShowPrivate = behaviourFault(
  {
    id: "anonymous-lists-show-private",
    sentence: "Lists without a token show everybody's users.",
    class: "T",
    breaks: "lists-hide-private-users",
  },
  ({ candidates }) => ({
    candidates: (store, caller) =>
      caller.account === undefined ? store.newestFirst(store.owners()) : candidates(store, caller),
  }),
);
