import { behaviourFault } from "../behaviour-fault.ts";

export const oneRefusalInTen = behaviourFault(
  {
    id: "one-refusal-in-ten",
    sentence: "Of ten calls above the limit one is refused.",
    class: "R",
    breaks: "limit-is-enforced",
  },
  ({ refuses }) => {
    let above = 0;
    return { refuses: (decision) => refuses(decision) && ++above % 10 === 1 };
  },
);
