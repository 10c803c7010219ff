import { behaviourFault } from "../behaviour-fault.ts";

export const emailOver100IsNotUnique = behaviourFault(
  {
    id: "email-over-100-is-not-unique",
    sentence: "An e-mail of more than 100 characters may have several users.",
    class: "V",
    breaks: "email-unique-on-create",
  },
  ({ isTaken }) => ({
    isTaken: (store, email, self, caller) => email.length <= 100 && isTaken(store, email, self, caller),
  }),
);
