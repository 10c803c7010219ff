import { behaviourFault } from "../behaviour-fault.ts";

export const fullLastPageIsEmpty = behaviourFault(
  {
    id: "full-last-page-is-empty",
    sentence: "The last page is empty when it is full.",
    class: "H",
    breaks: "page-holds-limit",
  },
  ({ cut }) => ({
    cut: (users, bounds) =>
      bounds.page > 1 && bounds.page * bounds.perPage === users.length ? [] : cut(users, bounds),
  }),
);
