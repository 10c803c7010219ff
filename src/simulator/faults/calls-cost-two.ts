import { behaviourFault } from "../behaviour-fault.ts";

export const callsCostTwo = behaviourFault(
  {
    id: "calls-cost-two",
    sentence: "Each call costs two.",
    class: "R",
    breaks: "remaining-falls-with-use",
  },
  ({ charge }) => ({
    charge: (budget, nowUs) => {
      budget.take(nowUs);
      return charge(budget, nowUs);
    },
  }),
);
