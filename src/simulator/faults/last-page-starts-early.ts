import { behaviourFault } from "../behaviour-fault.ts";

export const lastPageStartsEarly = behaviourFault(
  {
    id: "last-page-starts-early",
    sentence: "The last page of a list of more than 50 users is filled up with users of the page before.",
    class: "H",
    breaks: "page-holds-limit",
  },
  ({ cut }) => ({
    cut: (users, bounds) => {
      const rows = cut(users, bounds);
      return users.length > 50 && rows.length > 0 && rows.length < bounds.perPage ? users.slice(-bounds.perPage) : rows;
    },
  }),
);
