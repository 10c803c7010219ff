import { behaviourFault } from "../behaviour-fault.ts";

export const tooLongTextSays255 = behaviourFault(
  {
    id: "too-long-text-says-255",
    sentence: "The text for a name that is too long names another maximum.",
    class: "Q",
    breaks: "error-texts",
  },
  ({ nameProblems }) => ({
    nameProblems: (name, verb) => nameProblems(name, verb).map((text) => text.replace("200", "255")),
  }),
);
