import { behaviourFault } from "../behaviour-fault.ts";

export const createAcceptsDuplicateEmail = behaviourFault(
  {
    id: "create-accepts-duplicate-email",
    sentence: "A second user may be created with the same e-mail.",
    class: "V",
    breaks: "email-unique-on-create",
  },
  ({ isTaken }) => ({
    isTaken: (store, email, self, caller) => self !== undefined && isTaken(store, email, self, caller),
  }),
);
