import { behaviourFault } from "../behaviour-fault.ts";

export const statusFilterForFirstAccountOnly = behaviourFault(
  {
    id: "status-filter-for-first-account-only",
    sentence: "A status filter works for the account that asked first and filters nothing for another.",
    class: "T",
    breaks: "filter-matches-every-item",
  },
  ({ candidates, filterOf }) => {
    let first: string | undefined;
    let another = false;
    return {
      candidates: (store, caller) => {
        first ??= caller.account;
        another = caller.account !== undefined && caller.account !== first;
        return candidates(store, caller);
      },
      filterOf: (query) => filterOf(query).filter(({ field }) => !another || field !== "status"),
    };
  },
);
