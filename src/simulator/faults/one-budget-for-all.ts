import { behaviourFault } from "../behaviour-fault.ts";

export const oneBudgetForAll = behaviourFault(
  {
    id: "one-budget-for-all",
    sentence: "All tokens share one budget.",
    class: "R",
    breaks: "budget-per-token",
  },
  () => ({ budgetOf: () => "everybody" }),
);
