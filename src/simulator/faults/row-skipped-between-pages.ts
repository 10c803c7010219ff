import { behaviourFault } from "../behaviour-fault.ts";

export const rowSkippedBetweenPages = behaviourFault(
  {
    id: "row-skipped-between-pages",
    sentence: "Between two pages one row is left out.",
    class: "H",
    breaks: "walk-yields-each-once",
  },
  () => ({
    cut: (users, { page, perPage }) => users.slice((page - 1) * (perPage + 1), (page - 1) * (perPage + 1) + perPage),
  }),
);
