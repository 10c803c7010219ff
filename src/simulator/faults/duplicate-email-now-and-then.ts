import { behaviourFault } from "../behaviour-fault.ts";

export const duplicateEmailNowAndThen = behaviourFault(
  {
    id: "duplicate-email-now-and-then",
    sentence: "One create in ten with a used e-mail succeeds.",
    class: "V",
    breaks: "email-unique-on-create",
    oneIn: 10,
  },
  ({ isTaken }, { random }) => ({
    isTaken: (store, email, self, caller) =>
      isTaken(store, email, self, caller) && (self !== undefined || random() >= 0.1),
  }),
);
