import { behaviourFault } from "../behaviour-fault.ts";

export const limitNotEnforced = behaviourFault(
  {
    id: "limit-not-enforced",
    sentence: "No call is ever refused.",
    class: "R",
    breaks: "limit-is-enforced",
  },
  () => ({ refuses: () => false }),
);
