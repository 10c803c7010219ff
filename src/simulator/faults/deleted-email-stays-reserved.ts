import { behaviourFault } from "../behaviour-fault.ts";

export const deletedEmailStaysReserved = behaviourFault(
  {
    id: "deleted-email-stays-reserved",
    sentence: "The e-mail of a deleted user cannot be used again.",
    class: "V",
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
);
