import { behaviourFault } from "../behaviour-fault.ts";

export const genderTextCorrected = behaviourFault(
  {
    id: "gender-text-corrected",
    sentence: 'The text for a wrong gender says "male or female".',
    class: "Q",
    breaks: "error-texts",
  },
  ({ genderProblems }) => ({
    genderProblems: (gender, verb) => genderProblems(gender, verb).map((text) => text.replace("male of", "male or")),
  }),
);
