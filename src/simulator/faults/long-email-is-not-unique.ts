import { behaviourFault } from "../behaviour-fault.ts";

export const longEmailIsNotUnique = behaviourFault(
  {
    id: "long-email-is-not-unique",
    sentence: "An e-mail of more than 40 characters may have several users.",
    class: "V",
    breaks: "email-unique-on-update",
  },
  ({ isTaken }) => ({
    isTaken: (store, email, self, caller) => email.length <= 40 && isTaken(store, email, self, caller),
  }),
);
