import { behaviourFault } from "../behaviour-fault.ts";

export const pageRepeatsLastRow = behaviourFault(
  {
    id: "page-repeats-last-row",
    sentence: "A page begins with the last row of the page before.",
    class: "H",
    breaks: "walk-yields-each-once",
  },
  ({ cut }) => ({
    cut: (users, bounds) =>
      bounds.page === 1
        ? cut(users, bounds)
        : users.slice((bounds.page - 1) * bounds.perPage - 1, bounds.page * bounds.perPage - 1),
  }),
);
