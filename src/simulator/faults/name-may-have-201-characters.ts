import { behaviourFault } from "../behaviour-fault.ts";

export const nameMayHave201Characters = behaviourFault(
  {
    id: "name-may-have-201-characters",
    sentence: "A name of 201 characters is accepted.",
    class: "Q",
    breaks: "invalid-input-is-refused",
  },
  ({ nameProblems }) => ({
    nameProblems: (name, verb) => nameProblems([...name].length === 201 ? name.slice(1) : name, verb),
  }),
);
