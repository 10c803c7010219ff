import { behaviourFault, type Fault, wireFault } from "../fault.ts";
import type { Policy } from "../policy.ts";
import { userIdOf } from "../responses.ts";
import type { StoredUser } from "../store.ts";

/** A policy whose lists with this filter, and no others, still find deleted users: an index that no deletion reaches. */
const withGhosts = ({ remove, candidates, filterOf, order, total }: Policy, filter: "id" | "name"): Partial<Policy> => {
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

/** What a delete leaves, or takes along. */
export const deleteFaults: readonly Fault[] = [
  behaviourFault(
    {
      id: "delete-deletes-nothing",
      sentence: "DELETE answers 204 and deletes nothing.",
      class: "sequence",
      breaks: "deleted-is-gone",
    },
    () => ({ remove: () => {} }),
  ),
  behaviourFault(
    {
      id: "delete-fails-now-and-then",
      sentence: "One delete in ten answers 204 and deletes nothing.",
      class: "sequence",
      breaks: "deleted-leaves-lists",
      oneIn: 10,
    },
    ({ remove }, { random }) => ({
      remove: (store, user) => {
        if (random() >= 0.1) remove(store, user);
      },
    }),
  ),
  behaviourFault(
    {
      id: "delete-is-late",
      sentence: "The first read after a delete still shows the user.",
      class: "sequence",
      breaks: "deleted-is-gone",
    },
    ({ remove, find }) => {
      const late = new Map<number, StoredUser>();
      return {
        remove: (store, user) => {
          late.set(user.id, user);
          remove(store, user);
        },
        find: (store, id, verb) => {
          const ghost = verb === "get" ? late.get(id) : undefined;
          late.delete(id);
          return ghost ?? find(store, id, verb);
        },
      };
    },
  ),
  behaviourFault(
    {
      id: "delete-takes-neighbour-along",
      sentence: "Deleting a user also deletes the account's next older one.",
      class: "sequence",
      breaks: "records-stay",
    },
    ({ remove }) => ({
      remove: (store, user) => {
        const neighbour = store.newestFirst([user.owner]).find(({ id }) => id < user.id);
        remove(store, user);
        if (neighbour !== undefined && user.owner !== undefined) remove(store, neighbour);
      },
    }),
  ),
  behaviourFault(
    {
      id: "deleted-stays-in-lists",
      sentence: "A deleted user answers 404 but stays in lists.",
      class: "sequence",
      breaks: "deleted-leaves-lists",
    },
    ({ remove, candidates }) => {
      const ghosts: StoredUser[] = [];
      return {
        remove: (store, user) => {
          ghosts.push(user);
          remove(store, user);
        },
        candidates: (store, caller) =>
          [...candidates(store, caller), ...ghosts.filter(({ owner }) => owner === caller.account)].sort(
            (a, b) => b.id - a.id,
          ),
      };
    },
  ),
  behaviourFault(
    {
      id: "deleted-user-found-by-id",
      sentence: "A deleted user is still found by the id filter.",
      class: "sequence",
      breaks: "deleted-leaves-lists",
    },
    (correct) => withGhosts(correct, "id"),
  ),
  behaviourFault(
    {
      id: "deleted-user-found-by-name",
      sentence: "A deleted user is still found by the name filter.",
      class: "sequence",
      breaks: "deleted-leaves-lists",
    },
    (correct) => withGhosts(correct, "name"),
  ),
  behaviourFault(
    {
      id: "patch-on-deleted-answers-200",
      sentence: "PATCH on a deleted user answers 200.",
      class: "sequence",
      breaks: "deleted-is-gone",
    },
    ({ remove, find, save }) => {
      const graves = new Map<number, StoredUser>();
      return {
        remove: (store, user) => {
          graves.set(user.id, user);
          remove(store, user);
        },
        find: (store, id, verb) => find(store, id, verb) ?? (verb === "patch" ? graves.get(id) : undefined),
        save: (store, user) => {
          if (!graves.has(user.id)) save(store, user);
        },
      };
    },
  ),
  behaviourFault(
    {
      id: "put-resurrects-deleted",
      sentence: "PUT on a deleted user brings it back.",
      class: "sequence",
      breaks: "deleted-is-gone",
    },
    ({ remove, find }) => {
      const graves = new Map<number, StoredUser>();
      return {
        remove: (store, user) => {
          graves.set(user.id, user);
          remove(store, user);
        },
        find: (store, id, verb) => find(store, id, verb) ?? (verb === "put" ? graves.get(id) : undefined),
      };
    },
  ),
  wireFault(
    {
      id: "second-delete-answers-204",
      sentence: "Deleting a deleted user answers 204 again.",
      class: "sequence",
      breaks: "deleted-is-gone",
    },
    (handler) => {
      const deleted = new Set<string | undefined>();
      return async (request) => {
        const response = await handler(request);
        if (request.method !== "DELETE") return response;
        const id = userIdOf(request);
        if (response.status === 204) deleted.add(id);
        if (response.status !== 404 || !deleted.has(id)) return response;
        const headers = new Headers(response.headers);
        headers.delete("content-type");
        return new Response(null, { status: 204, headers });
      };
    },
  ),
];
