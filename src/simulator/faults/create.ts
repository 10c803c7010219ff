import { behaviourFault, type Fault } from "../fault.ts";
import { type StoredUser, storedUser } from "../store.ts";

/** What a create does besides, or instead. */
export const createFaults: readonly Fault[] = [
  behaviourFault(
    {
      id: "create-finds-a-public-user",
      sentence: "A create with the e-mail of a public user answers 201 with that user.",
      class: "sequence",
      breaks: "ids-are-new",
    },
    ({ isTaken, insert, showCreated, location }, { store }) => {
      const publicOne = (email: string) => store.withEmail(email).find(({ owner }) => owner === undefined);
      let found: StoredUser | undefined;
      return {
        isTaken: (all, email, self, caller) =>
          (self !== undefined || publicOne(email) === undefined) && isTaken(all, email, self, caller),
        insert: (all, user) => {
          found = publicOne(user.email);
          if (found === undefined) insert(all, user);
        },
        location: (collection, id) => location(collection, found?.id ?? id),
        showCreated: (user) => showCreated(found ?? user),
      };
    },
  ),
  behaviourFault(
    {
      id: "create-overwrites",
      sentence: "Each third create takes the id of the one before and overwrites it.",
      class: "sequence",
      breaks: "ids-are-new",
    },
    ({ insert, nextId }) => {
      let last: number | undefined;
      let count = 0;
      return {
        nextId: (store, random) =>
          ++count % 3 === 0 && last !== undefined && store.get(last) !== undefined ? last : nextId(store, random),
        insert: (store, user) => {
          last = user.id;
          insert(store, user);
        },
      };
    },
  ),
  behaviourFault(
    {
      id: "create-touches-newest",
      sentence: "A create sets the account's newest user so far to inactive.",
      class: "sequence",
      breaks: "writes-touch-one-record",
    },
    ({ insert }) => ({
      insert: (store, user) => {
        const [newest] = store.newestFirst([user.owner]);
        insert(store, user);
        if (newest !== undefined) insert(store, storedUser(newest.id, newest.owner, { ...newest, status: "inactive" }));
      },
    }),
  ),
  behaviourFault(
    {
      id: "created-for-another-account",
      sentence: "A created user belongs to another account.",
      class: "authorization",
      breaks: "records-stay",
    },
    ({ ownerFor }) => ({
      ownerFor: (caller) => (caller.account === undefined ? ownerFor(caller) : `not ${caller.account}`),
    }),
  ),
  behaviourFault(
    {
      id: "created-user-is-not-listed",
      sentence: "Users of an account never appear in its lists.",
      class: "sequence",
      breaks: "list-shows-own-records",
    },
    ({ candidates }) => ({
      candidates: (store, caller) => candidates(store, caller).filter(({ owner }) => owner === undefined),
    }),
  ),
  behaviourFault(
    {
      id: "created-user-vanishes",
      sentence: "A created user is gone once five more have been created.",
      class: "sequence",
      breaks: "records-stay",
    },
    ({ insert }) => {
      const made: number[] = [];
      return {
        insert: (store, user) => {
          insert(store, user);
          made.push(user.id);
          const oldest = made.length > 5 ? made.shift() : undefined;
          if (oldest !== undefined) store.remove(oldest);
        },
      };
    },
  ),
  behaviourFault(
    {
      id: "filtered-list-lags-one-create",
      sentence: "A created user is in no list until the next one is created.",
      class: "sequence",
      breaks: "list-shows-own-records",
    },
    ({ insert, candidates }) => {
      let newest = 0;
      return {
        insert: (store, user) => {
          newest = user.id;
          insert(store, user);
        },
        candidates: (store, caller) => candidates(store, caller).filter(({ id }) => id !== newest),
      };
    },
  ),
  behaviourFault(
    {
      id: "id-is-given-twice",
      sentence: "A new user gets the id of the one deleted last.",
      class: "sequence",
      breaks: "ids-are-new",
    },
    ({ remove, nextId }) => {
      let free: number | undefined;
      return {
        remove: (store, user) => {
          free = user.id;
          remove(store, user);
        },
        nextId: (store, random) => {
          const id = free ?? nextId(store, random);
          free = undefined;
          return id;
        },
      };
    },
  ),
  behaviourFault(
    {
      id: "ids-at-random",
      sentence: "Ids are drawn at random.",
      class: "request",
      breaks: "ids-grow",
    },
    () => ({
      nextId: (store, random) => {
        for (;;) {
          const id = 1 + Math.floor(random() * 2_000_000_000);
          if (store.get(id) === undefined) return id;
        }
      },
    }),
  ),
  behaviourFault(
    {
      id: "refused-create-is-done",
      sentence: "A create that is refused for its name or status is done with a default.",
      class: "sequence",
      breaks: "refused-write-changes-nothing",
    },
    ({ nextId, ownerFor, isTaken }, { random }) => {
      let owner: string | undefined;
      return {
        isTaken: (store, email, self, caller) => {
          owner = ownerFor(caller);
          return isTaken(store, email, self, caller);
        },
        afterRefusal: (store, user, { email = "", name, gender }) => {
          if (user !== undefined || !email.includes("@") || store.withEmail(email).length > 0) return;
          const fields = {
            name: name || "Unnamed",
            email,
            gender: gender === "female" ? "female" : "male",
            status: "active",
          };
          store.put(storedUser(nextId(store, random), owner, fields));
        },
      };
    },
  ),
];
