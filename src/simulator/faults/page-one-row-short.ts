import { behaviourFault } from "../behaviour-fault.ts";

export const pageOneRowShort = behaviourFault(
  {
    id: "page-one-row-short",
    sentence: "A page holds one user fewer than its size.",
    class: "H",
    breaks: "page-holds-limit",
  },
  ({ cut }) => ({
    cut: (users, bounds) => {
      const rows = cut(users, bounds);
      return rows.length === bounds.perPage && bounds.perPage > 1 ? rows.slice(0, -1) : rows;
    },
  }),
);
