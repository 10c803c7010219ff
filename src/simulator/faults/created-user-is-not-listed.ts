import { behaviourFault } from "../behaviour-fault.ts";

export const createdUserIsNotListed = behaviourFault(
  {
    id: "created-user-is-not-listed",
    sentence: "Users of an account never appear in its lists.",
    class: "V",
    breaks: "list-shows-own-records",
  },
  ({ candidates }) => ({
    candidates: (store, caller) => candidates(store, caller).filter(({ owner }) => owner === undefined),
  }),
);
