import { behaviourFault } from "../behaviour-fault.ts";

export const publicEmailMayBeTaken = behaviourFault(
  {
    id: "public-email-may-be-taken",
    sentence: "A user may be created with the e-mail of a public one.",
    class: "V",
    breaks: "public-emails-are-taken",
  },
  ({ isTaken }) => ({
    isTaken: (store, email, self, caller) =>
      store.withEmail(email).some(({ owner }) => owner !== undefined) && isTaken(store, email, self, caller),
  }),
);
