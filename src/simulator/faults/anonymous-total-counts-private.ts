import { behaviourFault } from "../behaviour-fault.ts";

export const anonymousTotalCountsPrivate = behaviourFault(
  {
    id: "anonymous-total-counts-private",
    sentence:
      "Without a token and a filter X-Pagination-Total counts private users, though the list shows none of them.",
    class: "T",
    breaks: "page-holds-limit",
  },
  ({ candidates, total }, { store }) => {
    let anonymous = false;
    return {
      candidates: (from, caller) => {
        anonymous = caller.account === undefined;
        return candidates(from, caller);
      },
      // Without a filter all that is visible matches.
      total: (matching, visible) => (anonymous && matching === visible ? store.size : total(matching, visible)),
    };
  },
);
