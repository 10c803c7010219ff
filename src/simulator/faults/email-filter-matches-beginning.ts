import { behaviourFault } from "../behaviour-fault.ts";

export const emailFilterMatchesBeginning = behaviourFault(
  {
    id: "email-filter-matches-beginning",
    sentence: "An e-mail filter finds only e-mails that begin with the text.",
    class: "Q",
    breaks: "list-shows-own-records",
  },
  ({ matches }) => ({
    matches: (user, filter) =>
      matches(user, filter) && filter.every(({ field, text }) => field !== "email" || user.emailKey.startsWith(text)),
  }),
);
