import { behaviourFault } from "../behaviour-fault.ts";

export const nameOfOneRefused = behaviourFault(
  {
    id: "name-of-one-refused",
    sentence: "A name of one character is refused.",
    class: "Q",
    breaks: "valid-create-is-accepted",
  },
  ({ nameProblems }) => ({ nameProblems: (name, verb) => nameProblems(name.length === 1 ? "" : name, verb) }),
);
