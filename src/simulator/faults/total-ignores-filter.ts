import { behaviourFault } from "../behaviour-fault.ts";

export const totalIgnoresFilter = behaviourFault(
  {
    id: "total-ignores-filter",
    sentence: "X-Pagination-Total counts all users, whatever the filter.",
    class: "H",
    breaks: "total-counts-matches",
  },
  ({ total }) => ({ total: (_matching, visible) => total(visible, visible) }),
);
