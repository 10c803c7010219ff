import { behaviourFault } from "../behaviour-fault.ts";

export const uniquenessHidesOtherErrors = behaviourFault(
  {
    id: "uniqueness-hides-other-errors",
    sentence: "422 for a used e-mail leaves out the other broken fields.",
    class: "Q",
    breaks: "errors-name-the-broken-fields",
  },
  ({ arrangeErrors }) => ({
    arrangeErrors: (problems) => {
      const errors = arrangeErrors(problems);
      const taken = errors.filter(({ message }) => message.includes("taken"));
      return taken.length > 0 ? taken : errors;
    },
  }),
);
