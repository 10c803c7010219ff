import { behaviourFault } from "../behaviour-fault.ts";

export const nameMayBeBlank = behaviourFault(
  {
    id: "name-may-be-blank",
    sentence: "A blank name is accepted.",
    class: "Q",
    breaks: "invalid-input-is-refused",
  },
  ({ nameProblems }) => ({ nameProblems: (name, verb) => (name === "" ? [] : nameProblems(name, verb)) }),
);
