import { behaviourFault } from "../behaviour-fault.ts";

export const emailsMaskedInLists = behaviourFault(
  {
    id: "emails-masked-in-lists",
    sentence: "Lists show e-mails with stars.",
    class: "V",
    breaks: "list-shows-current-values",
  },
  ({ showRow }) => ({ showRow: (user) => ({ ...showRow(user), email: user.email.replace(/^(.)[^@]*/, "$1***") }) }),
);
