import { behaviourFault } from "../behaviour-fault.ts";

export const refusalsAreFree = behaviourFault(
  {
    id: "refusals-are-free",
    sentence: "Answers of 400 and above cost nothing.",
    class: "R",
    breaks: "refusals-cost-too",
  },
  () => ({
    settle: (status, undo) => {
      if (status >= 400) undo();
    },
  }),
);
