import { behaviourFault } from "../behaviour-fault.ts";

export const nonAsciiNameAnswers500 = behaviourFault(
  {
    id: "non-ascii-name-answers-500",
    sentence: "A name with a character outside ASCII answers 500.",
    class: "S",
    breaks: "no-server-error",
  },
  ({ nameProblems }) => ({
    nameProblems: (name, verb) => {
      if (/[^\x20-\x7e]/.test(name)) throw new Error("incompatible character encodings");
      return nameProblems(name, verb);
    },
  }),
);
