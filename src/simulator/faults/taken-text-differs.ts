import { behaviourFault } from "../behaviour-fault.ts";

export const takenTextDiffers = behaviourFault(
  {
    id: "taken-text-differs",
    sentence: 'A used e-mail "is already in use".',
    class: "Q",
    breaks: "error-texts",
  },
  ({ emailProblems }) => ({
    emailProblems: (email, taken, verb) =>
      emailProblems(email, taken, verb).map((text) => text.replace("has already been taken", "is already in use")),
  }),
);
