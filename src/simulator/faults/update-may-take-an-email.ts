import { behaviourFault } from "../behaviour-fault.ts";

export const updateMayTakeAnEmail = behaviourFault(
  {
    id: "update-may-take-an-email",
    sentence: "An update may take another user's e-mail.",
    class: "V",
    breaks: "email-unique-on-update",
  },
  ({ isTaken }) => ({
    isTaken: (store, email, self, caller) => self === undefined && isTaken(store, email, self, caller),
  }),
);
