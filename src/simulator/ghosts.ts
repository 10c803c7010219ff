import type { Policy } from "./policy.ts";
import type { StoredUser } from "./store.ts";

/** A policy whose lists with this filter, and no others, still find deleted users: an index that no deletion reaches. */
export const withGhosts = (
  { remove, candidates, filterOf, order, total }: Policy,
  filter: "id" | "name",
): Partial<Policy> => {
  const ghosts = new Set<StoredUser>();
  let isFiltered = false;
  const found = (users: readonly StoredUser[]) => (isFiltered ? users : users.filter((user) => !ghosts.has(user)));
  return {
    remove: (store, user) => {
      ghosts.add(user);
      remove(store, user);
    },
    filterOf: (query) => {
      isFiltered = query.has(filter);
      return filterOf(query);
    },
    candidates: (store, caller) => {
      const own = [...ghosts].filter(({ owner }) => owner === caller.account);
      return [...candidates(store, caller), ...own].sort((a, b) => b.id - a.id);
    },
    order: (users) => order(found(users)),
    total: (matching, visible) => total(found(matching), found(visible)),
  };
};
