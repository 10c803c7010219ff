import { behaviourFault, type Fault } from "../fault.ts";

/** Which e-mails count as taken. */
export const emailUniquenessFaults: readonly Fault[] = [
  behaviourFault(
    {
      id: "changed-email-is-not-reserved",
      sentence: "An e-mail a user was given by an update may be used again.",
      class: "sequence",
      breaks: "email-unique-on-create",
    },
    ({ insert }) => {
      const created = new Map<number, string>();
      return {
        insert: (store, user) => {
          created.set(user.id, user.email);
          insert(store, user);
        },
        isTaken: (store, email, self) =>
          store
            .withEmail(email)
            .some((user) => user.email === email && user.id !== self && (created.get(user.id) ?? email) === email),
      };
    },
  ),
  behaviourFault(
    {
      id: "changed-email-stays-reserved",
      sentence: "An e-mail a user has given up cannot be used again.",
      class: "sequence",
      breaks: "deleted-frees-email",
    },
    ({ save, isTaken }) => {
      const reserved = new Map<string, number>();
      return {
        save: (store, user) => {
          const before = store.get(user.id)?.email;
          if (before !== undefined && before !== user.email) reserved.set(before, user.id);
          save(store, user);
        },
        isTaken: (store, email, self, caller) =>
          (reserved.has(email) && reserved.get(email) !== self) || isTaken(store, email, self, caller),
      };
    },
  ),
  behaviourFault(
    {
      id: "create-accepts-duplicate-email",
      sentence: "A second user may be created with the same e-mail.",
      class: "sequence",
      breaks: "email-unique-on-create",
    },
    ({ isTaken }) => ({
      isTaken: (store, email, self, caller) => self !== undefined && isTaken(store, email, self, caller),
    }),
  ),
  behaviourFault(
    {
      id: "deleted-email-stays-reserved",
      sentence: "The e-mail of a deleted user cannot be used again.",
      class: "sequence",
      breaks: "deleted-frees-email",
    },
    ({ remove, isTaken }) => {
      const reserved = new Set<string>();
      return {
        remove: (store, user) => {
          reserved.add(user.email);
          remove(store, user);
        },
        isTaken: (store, email, self, caller) => reserved.has(email) || isTaken(store, email, self, caller),
      };
    },
  ),
  behaviourFault(
    {
      id: "duplicate-email-now-and-then",
      sentence: "One create in ten with a used e-mail succeeds.",
      class: "sequence",
      breaks: "email-unique-on-create",
      oneIn: 10,
    },
    ({ isTaken }, { random }) => ({
      isTaken: (store, email, self, caller) =>
        isTaken(store, email, self, caller) && (self !== undefined || random() >= 0.1),
    }),
  ),
  behaviourFault(
    {
      id: "email-case-change-refused",
      sentence: "A user's own e-mail in another letter case is refused as a duplicate of itself.",
      class: "request",
      breaks: "valid-update-is-accepted",
    },
    () => ({
      isTaken: (store, email, self) => store.withEmail(email).some((user) => user.id !== self || user.email !== email),
    }),
  ),
  behaviourFault(
    {
      id: "email-over-100-is-not-unique",
      sentence: "An e-mail of more than 100 characters may have several users.",
      class: "sequence",
      breaks: "email-unique-on-create",
    },
    ({ isTaken }) => ({
      isTaken: (store, email, self, caller) => email.length <= 100 && isTaken(store, email, self, caller),
    }),
  ),
  behaviourFault(
    {
      id: "long-email-is-not-unique",
      sentence: "An e-mail of more than 40 characters may have several users.",
      class: "sequence",
      breaks: "email-unique-on-update",
    },
    ({ isTaken }) => ({
      isTaken: (store, email, self, caller) => email.length <= 40 && isTaken(store, email, self, caller),
    }),
  ),
  behaviourFault(
    {
      id: "own-email-is-taken",
      sentence: "Sending a user its own e-mail is refused as a duplicate.",
      class: "request",
      breaks: "own-email-is-not-taken",
    },
    ({ isTaken }) => ({ isTaken: (store, email, _self, caller) => isTaken(store, email, undefined, caller) }),
  ),
  behaviourFault(
    {
      id: "own-former-email-stays-reserved",
      sentence: "A user cannot go back to an e-mail it has given up, which others may take.",
      class: "sequence",
      breaks: "valid-update-is-accepted",
    },
    ({ save, isTaken }) => {
      const given = new Map<number, Set<string>>();
      return {
        save: (store, user) => {
          const before = store.get(user.id);
          if (before !== undefined && before.emailKey !== user.emailKey) {
            const own = given.get(user.id) ?? new Set();
            given.set(user.id, own.add(before.emailKey));
          }
          save(store, user);
        },
        isTaken: (store, email, self, caller) =>
          (self !== undefined && given.get(self)?.has(email.toLowerCase()) === true) ||
          isTaken(store, email, self, caller),
      };
    },
  ),
  behaviourFault(
    {
      id: "public-email-may-be-taken",
      sentence: "A user may be created with the e-mail of a public one.",
      class: "sequence",
      breaks: "public-emails-are-taken",
    },
    ({ isTaken }) => ({
      isTaken: (store, email, self, caller) =>
        store.withEmail(email).some(({ owner }) => owner !== undefined) && isTaken(store, email, self, caller),
    }),
  ),
  behaviourFault(
    {
      id: "public-email-may-be-taken-by-put",
      sentence: "A user may be given the e-mail of a public one by PUT.",
      class: "sequence",
      breaks: "public-emails-are-taken",
    },
    ({ emailProblems }, { store }) => ({
      emailProblems: (email, taken, verb) => {
        const byPublic = store.withEmail(email).every(({ owner }) => owner === undefined);
        return emailProblems(email, taken && !(verb === "put" && byPublic), verb);
      },
    }),
  ),
  behaviourFault(
    {
      id: "public-email-may-be-taken-by-update",
      sentence: "A user may be given the e-mail of a public one.",
      class: "sequence",
      breaks: "public-emails-are-taken",
    },
    ({ isTaken }) => ({
      isTaken: (store, email, self, caller) =>
        (self === undefined || store.withEmail(email).some(({ owner }) => owner !== undefined)) &&
        isTaken(store, email, self, caller),
    }),
  ),
  behaviourFault(
    {
      id: "refused-create-reserves-email",
      sentence: "The e-mail of a refused create is reserved.",
      class: "sequence",
      breaks: "refused-write-changes-nothing",
    },
    ({ isTaken }) => {
      const reserved = new Set<string>();
      return {
        afterRefusal: (_store, user, { email }) => {
          if (user === undefined && email !== undefined) reserved.add(email);
        },
        isTaken: (store, email, self, caller) => reserved.has(email) || isTaken(store, email, self, caller),
      };
    },
  ),
  behaviourFault(
    {
      id: "refused-update-frees-email",
      sentence: "After a refused update the e-mail of the user counts as free.",
      class: "sequence",
      breaks: "email-unique-on-create",
    },
    ({ isTaken }) => {
      const freed = new Set<string>();
      return {
        afterRefusal: (_store, user) => {
          if (user !== undefined) freed.add(user.email);
        },
        isTaken: (store, email, self, caller) => !freed.has(email) && isTaken(store, email, self, caller),
      };
    },
  ),
  behaviourFault(
    {
      id: "refused-update-reserves-email",
      sentence: "The e-mail of a refused update is reserved.",
      class: "sequence",
      breaks: "valid-create-is-accepted",
    },
    ({ isTaken }) => {
      const reserved = new Set<string>();
      return {
        afterRefusal: (_store, user, { email }) => {
          if (user !== undefined && email !== undefined && email !== user.email) reserved.add(email);
        },
        isTaken: (store, email, self, caller) => reserved.has(email) || isTaken(store, email, self, caller),
      };
    },
  ),
  behaviourFault(
    {
      id: "update-may-take-an-email",
      sentence: "An update may take another user's e-mail.",
      class: "sequence",
      breaks: "email-unique-on-update",
    },
    ({ isTaken }) => ({
      isTaken: (store, email, self, caller) => self === undefined && isTaken(store, email, self, caller),
    }),
  ),
];
