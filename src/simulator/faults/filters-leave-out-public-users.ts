import { behaviourFault } from "../behaviour-fault.ts";

export const filtersLeaveOutPublicUsers = behaviourFault(
  {
    id: "filters-leave-out-public-users",
    sentence: "A filtered list of a caller with a token holds only its own users.",
    class: "Q",
    breaks: "lists-count-public-users",
  },
  ({ candidates, matches }) => {
    let known = false;
    return {
      candidates: (store, caller) => {
        known = caller.account !== undefined;
        return candidates(store, caller);
      },
      matches: (user, filter) => (!known || user.owner !== undefined) && matches(user, filter),
    };
  },
);
