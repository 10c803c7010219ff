import { behaviourFault } from "../behaviour-fault.ts";
import type { StoredUser } from "../store.ts";

export const totalCountsDeleted = behaviourFault(
  {
    id: "total-counts-deleted",
    sentence: "X-Pagination-Total still counts deleted users.",
    class: "H",
    breaks: "total-counts-matches",
  },
  ({ remove, total, matches, filterOf }) => {
    const gone: StoredUser[] = [];
    let filter: ReturnType<typeof filterOf> = [];
    return {
      remove: (store, user) => {
        gone.push(user);
        remove(store, user);
      },
      filterOf: (query) => {
        filter = filterOf(query);
        return filter;
      },
      total: (matching, visible) => total(matching, visible) + gone.filter((user) => matches(user, filter)).length,
    };
  },
);
