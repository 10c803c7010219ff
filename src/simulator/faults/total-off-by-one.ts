import { behaviourFault } from "../behaviour-fault.ts";

export const totalOffByOne = behaviourFault(
  {
    id: "total-off-by-one",
    sentence: "X-Pagination-Total is one too high.",
    class: "H",
    breaks: "total-counts-matches",
  },
  ({ total }) => ({ total: (...lists) => total(...lists) + 1 }),
);
