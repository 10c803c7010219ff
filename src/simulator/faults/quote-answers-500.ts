import { behaviourFault } from "../behaviour-fault.ts";

export const quoteAnswers500 = behaviourFault(
  {
    id: "quote-answers-500",
    sentence: "A name with an apostrophe answers 500.",
    class: "S",
    breaks: "no-server-error",
  },
  ({ nameProblems }) => ({
    nameProblems: (name, verb) => {
      if (name.includes("'")) throw new Error("unterminated quoted string");
      return nameProblems(name, verb);
    },
  }),
);
