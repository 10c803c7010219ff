import { behaviourFault } from "../behaviour-fault.ts";

export const patchAcceptsBlankName = behaviourFault(
  {
    id: "patch-accepts-blank-name",
    sentence: "PATCH accepts a blank name.",
    class: "Q",
    breaks: "invalid-input-is-refused",
  },
  ({ nameProblems }) => ({
    nameProblems: (name, verb) => (verb === "patch" && name === "" ? [] : nameProblems(name, verb)),
  }),
);
