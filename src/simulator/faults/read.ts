import { behaviourFault, type Fault, wireFault } from "../fault.ts";
import { userIdOf, withBody } from "../responses.ts";
import type { StoredUser } from "../store.ts";

/** Reads and lists that show another state than the last write left. */
export const readFaults: readonly Fault[] = [
  behaviourFault(
    {
      id: "first-read-after-update-is-stale",
      sentence: "The first read after an update shows the user as it was before.",
      class: "sequence",
      breaks: "read-shows-last-write",
    },
    ({ save, find }) => {
      const before = new Map<number, StoredUser>();
      return {
        save: (store, user) => {
          const old = store.get(user.id);
          if (old !== undefined) before.set(user.id, old);
          save(store, user);
        },
        find: (store, id, verb) => {
          const current = find(store, id, verb);
          const old = verb === "get" ? before.get(id) : undefined;
          if (old !== undefined) before.delete(id);
          return current === undefined ? undefined : (old ?? current);
        },
      };
    },
  ),
  wireFault(
    {
      id: "list-remembered-for-three-reads",
      sentence: "A list is read anew only at each fourth request of it.",
      class: "sequence",
      breaks: "deleted-leaves-lists",
    },
    (handler) => {
      const kept = new Map<string, { readonly body: string; left: number }>();
      return async (request) => {
        const response = await handler(request);
        if (request.method !== "GET" || response.status !== 200 || userIdOf(request) !== undefined) return response;
        const key = `${request.headers.get("authorization")} ${request.url}`;
        const known = kept.get(key);
        if (known !== undefined && known.left > 0) {
          known.left--;
          return withBody(response, known.body);
        }
        const body = await response.text();
        kept.set(key, { body, left: 3 });
        return withBody(response, body);
      };
    },
  ),
  behaviourFault(
    {
      id: "lists-show-values-as-created",
      sentence: "Lists show users as they were created.",
      class: "sequence",
      breaks: "list-shows-current-values",
    },
    ({ insert, showRow }) => {
      const created = new Map<number, StoredUser>();
      return {
        insert: (store, user) => {
          created.set(user.id, user);
          insert(store, user);
        },
        showRow: (user) => showRow(created.get(user.id) ?? user),
      };
    },
  ),
  behaviourFault(
    {
      id: "read-is-stale-now-and-then",
      sentence: "One read in ten of an updated user shows it as it was before.",
      class: "sequence",
      breaks: "read-shows-last-write",
      oneIn: 10,
    },
    ({ save, find }, { random }) => {
      const before = new Map<number, StoredUser>();
      return {
        save: (store, user) => {
          const old = store.get(user.id);
          if (old !== undefined) before.set(user.id, old);
          save(store, user);
        },
        find: (store, id, verb) => {
          const current = find(store, id, verb);
          if (current === undefined || verb !== "get" || random() >= 0.1) return current;
          return before.get(id) ?? current;
        },
      };
    },
  ),
  behaviourFault(
    {
      id: "read-misses-now-and-then",
      sentence: "One read in ten of an existing user answers 404.",
      class: "sequence",
      breaks: "records-stay",
      oneIn: 10,
    },
    ({ find }, { random }) => ({
      find: (store, id, verb) => (verb === "get" && random() < 0.1 ? undefined : find(store, id, verb)),
    }),
  ),
  behaviourFault(
    {
      id: "read-shows-neighbour",
      sentence: "A read of one id in four shows the account's next older user.",
      class: "sequence",
      breaks: "read-answers-the-id-asked",
    },
    (_correct, { store }) => ({
      find: (_store, id, verb) => {
        const user = store.get(id);
        if (user === undefined || verb !== "get" || id % 4 !== 0) return user;
        return store.newestFirst([user.owner]).find((other) => other.id < id) ?? user;
      },
    }),
  ),
  behaviourFault(
    {
      id: "second-read-is-stale",
      sentence: "Reads go to two copies in turn, and one of them does not hear of updates.",
      class: "sequence",
      breaks: "read-shows-last-write",
    },
    ({ find, insert }) => {
      const copy = new Map<number, StoredUser>();
      let reads = 0;
      return {
        insert: (store, user) => {
          copy.set(user.id, user);
          insert(store, user);
        },
        find: (store, id, verb) => {
          const current = find(store, id, verb);
          if (current === undefined || verb !== "get") return current;
          return ++reads % 2 === 0 ? (copy.get(id) ?? current) : current;
        },
      };
    },
  ),
];
