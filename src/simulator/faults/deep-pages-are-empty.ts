import { behaviourFault } from "../behaviour-fault.ts";

/** Users that can be reached by paging: fewer than the simulator has, as a real service's thousand is fewer than it has. */
const reachable = 200;

export const deepPagesAreEmpty = behaviourFault(
  {
    id: "deep-pages-are-empty",
    sentence: "Pages that begin behind the two hundredth user are empty, though they are counted.",
    class: "H",
    breaks: "page-holds-limit",
  },
  ({ cut }) => ({
    cut: (users, bounds) => ((bounds.page - 1) * bounds.perPage >= reachable ? [] : cut(users, bounds)),
  }),
);
