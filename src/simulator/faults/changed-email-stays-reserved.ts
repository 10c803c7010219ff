import { behaviourFault } from "../behaviour-fault.ts";

export const changedEmailStaysReserved = behaviourFault(
  {
    id: "changed-email-stays-reserved",
    sentence: "An e-mail a user has given up cannot be used again.",
    class: "V",
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
);
