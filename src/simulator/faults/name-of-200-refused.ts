import { behaviourFault } from "../behaviour-fault.ts";

export const nameOf200Refused = behaviourFault(
  {
    id: "name-of-200-refused",
    sentence: "A name of 200 characters is refused.",
    class: "Q",
    breaks: "valid-create-is-accepted",
  },
  ({ nameProblems }) => ({
    nameProblems: (name, verb) => nameProblems([...name].length === 200 ? `${name}x` : name, verb),
  }),
);
