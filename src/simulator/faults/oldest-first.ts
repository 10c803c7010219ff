import { behaviourFault } from "../behaviour-fault.ts";

export const oldestFirst = behaviourFault(
  {
    id: "oldest-first",
    sentence: "Lists are in rising order of id.",
    class: "H",
    breaks: "newest-first",
  },
  ({ order }) => ({ order: (users) => [...order(users)].reverse() }),
);
