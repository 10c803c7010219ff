import { behaviourFault } from "../behaviour-fault.ts";

export const limitEnforcedLate = behaviourFault(
  {
    id: "limit-enforced-late",
    sentence: "Ten calls more than the limit are let through before the first is refused.",
    class: "R",
    breaks: "limit-is-enforced",
  },
  ({ refuses }) => {
    let spared = 0;
    return { refuses: (decision) => refuses(decision) && ++spared > 10 };
  },
);
