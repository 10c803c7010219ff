import { behaviourFault } from "../behaviour-fault.ts";

export const orderedByName = behaviourFault(
  {
    id: "ordered-by-name",
    sentence: "Lists are in order of names.",
    class: "H",
    breaks: "newest-first",
  },
  ({ order }) => ({ order: (users) => [...order(users)].sort((a, b) => (a.name < b.name ? -1 : 1)) }),
);
