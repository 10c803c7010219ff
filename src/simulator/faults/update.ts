import { behaviourFault, type Fault } from "../fault.ts";
import { type StoredUser, storedUser } from "../store.ts";

/** What PUT and PATCH change. */
export const updateFaults: readonly Fault[] = [
  behaviourFault(
    {
      id: "email-case-change-is-lost",
      sentence: "A change of an e-mail by letter case alone is shown and not stored.",
      class: "sequence",
      breaks: "read-shows-last-write",
    },
    ({ save }) => ({
      save: (store, user) => {
        const before = store.get(user.id);
        const alike = before !== undefined && before.emailKey === user.emailKey;
        save(store, alike ? storedUser(user.id, user.owner, { ...user, email: before.email }) : user);
      },
    }),
  ),
  behaviourFault(
    {
      id: "empty-update-resets-status",
      sentence: "An update that names nothing sets the status to inactive.",
      class: "sequence",
      breaks: "update-keeps-unnamed-fields",
    },
    ({ change }) => ({
      change: (user, fields, verb) =>
        change(user, Object.keys(fields).length === 0 ? { status: "inactive" } : fields, verb),
    }),
  ),
  behaviourFault(
    {
      id: "put-keeps-old-email",
      sentence: "PUT shows the new e-mail and keeps the old one.",
      class: "sequence",
      breaks: "read-shows-last-write",
    },
    ({ save, change }) => {
      let put = false;
      return {
        change: (user, fields, verb) => {
          put = verb === "put";
          return change(user, fields, verb);
        },
        save: (store, user) =>
          save(
            store,
            put ? storedUser(user.id, user.owner, { ...user, email: store.get(user.id)?.email ?? user.email }) : user,
          ),
      };
    },
  ),
  behaviourFault(
    {
      id: "put-leaves-a-copy",
      sentence: "PUT leaves a copy of the user under a new id.",
      class: "sequence",
      breaks: "total-counts-matches",
    },
    ({ save, change, nextId }, { random }) => {
      let put = false;
      return {
        change: (user, fields, verb) => {
          put = verb === "put";
          return change(user, fields, verb);
        },
        save: (store, user) => {
          save(store, user);
          if (put) save(store, storedUser(nextId(store, random), user.owner, user));
        },
      };
    },
  ),
  behaviourFault(
    {
      id: "put-resets-gender",
      sentence: "PUT sets a gender it does not name to male.",
      class: "sequence",
      breaks: "update-keeps-unnamed-fields",
    },
    ({ change }) => ({
      change: (user, fields, verb) => change(user, verb === "put" ? { gender: "male", ...fields } : fields, verb),
    }),
  ),
  behaviourFault(
    {
      id: "refused-update-moves-email",
      sentence: "A refused update still writes its valid e-mail.",
      class: "sequence",
      breaks: "refused-write-changes-nothing",
    },
    ({ emailProblems, isTaken }) => ({
      afterRefusal: (store, user, { email }) => {
        if (user === undefined || email === undefined) return;
        const taken = isTaken(store, email, user.id, { account: user.owner, token: undefined });
        if (emailProblems(email, taken, "patch").length > 0) return;
        store.put(storedUser(user.id, user.owner, { ...user, email }));
      },
    }),
  ),
  behaviourFault(
    {
      id: "refused-update-writes-part",
      sentence: "A refused update still writes its valid name.",
      class: "sequence",
      breaks: "refused-write-changes-nothing",
    },
    ({ nameProblems }) => ({
      afterRefusal: (store, user, { name }) => {
        if (user === undefined || name === undefined || nameProblems(name, "patch").length > 0) return;
        store.put(storedUser(user.id, user.owner, { ...user, name }));
      },
    }),
  ),
  behaviourFault(
    {
      id: "second-update-is-lost",
      sentence: "Each second update of a user is shown and not stored.",
      class: "sequence",
      breaks: "read-shows-last-write",
    },
    ({ save }) => {
      const updates = new Map<number, number>();
      return {
        save: (store, user) => {
          const count = (updates.get(user.id) ?? 0) + 1;
          updates.set(user.id, count);
          if (count % 2 === 1) save(store, user);
        },
      };
    },
  ),
  behaviourFault(
    {
      id: "update-is-not-kept",
      sentence: "An update is echoed and not stored.",
      class: "sequence",
      breaks: "read-shows-last-write",
    },
    () => ({ save: () => {} }),
  ),
  behaviourFault(
    {
      id: "update-lost-now-and-then",
      sentence: "One update in ten is shown and not stored.",
      class: "sequence",
      breaks: "read-shows-last-write",
      oneIn: 10,
    },
    ({ save }, { random }) => ({
      save: (store, user) => {
        if (random() >= 0.1) save(store, user);
      },
    }),
  ),
  behaviourFault(
    {
      id: "update-of-status-ignored",
      sentence: "An update of the status is answered 200 and not done.",
      class: "sequence",
      breaks: "update-echoes-named-fields",
    },
    ({ change }) => ({
      change: (user, { status: _, ...fields }, verb) => change(user, fields, verb),
    }),
  ),
  behaviourFault(
    {
      id: "update-of-two-fields-half-kept",
      sentence: "An update of several fields is shown in full and stored without the status.",
      class: "sequence",
      breaks: "read-shows-last-write",
    },
    ({ save, change }) => {
      let several = false;
      return {
        change: (user, fields, verb) => {
          several = Object.keys(fields).length > 1;
          return change(user, fields, verb);
        },
        save: (store, user) =>
          save(
            store,
            several
              ? storedUser(user.id, user.owner, { ...user, status: store.get(user.id)?.status ?? user.status })
              : user,
          ),
      };
    },
  ),
  behaviourFault(
    {
      id: "update-renames-neighbour",
      sentence: "An update also gives its name to the account's next older user.",
      class: "sequence",
      breaks: "writes-touch-one-record",
    },
    ({ save }) => ({
      save: (store, user) => {
        save(store, user);
        const neighbour = store.newestFirst([user.owner]).find(({ id }) => id < user.id);
        if (neighbour !== undefined)
          save(store, storedUser(neighbour.id, neighbour.owner, { ...neighbour, name: user.name }));
      },
    }),
  ),
  behaviourFault(
    {
      id: "update-resets-unnamed-fields",
      sentence: "An update sets a status it does not name to inactive.",
      class: "sequence",
      breaks: "update-keeps-unnamed-fields",
    },
    ({ change }) => ({
      change: (user, fields, verb) => change(user, { status: "inactive", ...fields }, verb),
    }),
  ),
  behaviourFault(
    {
      id: "update-shows-another-id",
      sentence: "An update shows another id than the user's.",
      class: "sequence",
      breaks: "update-keeps-the-id",
    },
    ({ showUpdated }) => ({ showUpdated: (user, sent) => ({ ...showUpdated(user, sent), id: user.id + 1 }) }),
  ),
  behaviourFault(
    {
      id: "update-shows-old-values",
      sentence: "An update is stored and answered with the values before it.",
      class: "sequence",
      breaks: "update-echoes-named-fields",
    },
    ({ save, showUpdated }) => {
      let before: StoredUser | undefined;
      return {
        save: (store, user) => {
          before = store.get(user.id);
          save(store, user);
        },
        showUpdated: (user, sent) => showUpdated(before ?? user, sent),
      };
    },
  ),
  behaviourFault(
    {
      id: "update-touches-same-name",
      sentence: "An update of the status changes all of the account's users with the same name.",
      class: "sequence",
      breaks: "writes-touch-one-record",
    },
    ({ save }) => ({
      save: (store, user) => {
        const twins = store.newestFirst([user.owner]).filter(({ id, name }) => id !== user.id && name === user.name);
        save(store, user);
        for (const twin of twins) save(store, storedUser(twin.id, twin.owner, { ...twin, status: user.status }));
      },
    }),
  ),
  behaviourFault(
    {
      id: "updated-user-leaves-lists",
      sentence: "A user that was updated is in no list any more.",
      class: "sequence",
      breaks: "list-shows-own-records",
    },
    ({ save, candidates }) => {
      const updated = new Set<number>();
      return {
        save: (store, user) => {
          updated.add(user.id);
          save(store, user);
        },
        candidates: (store, caller) => candidates(store, caller).filter(({ id }) => !updated.has(id)),
      };
    },
  ),
];
