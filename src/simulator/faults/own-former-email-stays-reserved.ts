import { behaviourFault } from "../behaviour-fault.ts";

export const ownFormerEmailStaysReserved = behaviourFault(
  {
    id: "own-former-email-stays-reserved",
    sentence: "A user cannot go back to an e-mail it has given up, which others may take.",
    class: "V",
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
);
