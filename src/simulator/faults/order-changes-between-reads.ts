import { behaviourFault } from "../behaviour-fault.ts";

export const orderChangesBetweenReads = behaviourFault(
  {
    id: "order-changes-between-reads",
    sentence: "Every second read of a list has its rows in another order.",
    class: "H",
    breaks: "newest-first",
  },
  ({ order }) => {
    let reads = 0;
    return { order: (users) => (reads++ % 2 === 0 ? order(users) : [...order(users)].reverse()) };
  },
);
