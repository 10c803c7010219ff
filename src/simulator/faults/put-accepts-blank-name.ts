import { behaviourFault } from "../behaviour-fault.ts";

export const putAcceptsBlankName = behaviourFault(
  {
    id: "put-accepts-blank-name",
    sentence: "PUT accepts a blank name.",
    class: "Q",
    breaks: "invalid-input-is-refused",
  },
  ({ nameProblems }) => ({
    nameProblems: (name, verb) => (verb === "put" && name === "" ? [] : nameProblems(name, verb)),
  }),
);
