import { behaviourFault } from "../behaviour-fault.ts";

export const emailCaseChangeRefused = behaviourFault(
  {
    id: "email-case-change-refused",
    sentence: "A user's own e-mail in another letter case is refused as a duplicate of itself.",
    class: "Q",
    breaks: "valid-update-is-accepted",
  },
  () => ({
    isTaken: (store, email, self) => store.withEmail(email).some((user) => user.id !== self || user.email !== email),
  }),
);
