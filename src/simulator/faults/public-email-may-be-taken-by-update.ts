import { behaviourFault } from "../behaviour-fault.ts";

export const publicEmailMayBeTakenByUpdate = behaviourFault(
  {
    id: "public-email-may-be-taken-by-update",
    sentence: "A user may be given the e-mail of a public one.",
    class: "V",
    breaks: "public-emails-are-taken",
  },
  ({ isTaken }) => ({
    isTaken: (store, email, self, caller) =>
      (self === undefined || store.withEmail(email).some(({ owner }) => owner !== undefined)) &&
      isTaken(store, email, self, caller),
  }),
);
