import { behaviourFault } from "../behaviour-fault.ts";

export const statusErrorForgotten = behaviourFault(
  {
    id: "status-error-forgotten",
    sentence: "422 leaves out the status when another field is broken too.",
    class: "Q",
    breaks: "errors-name-the-broken-fields",
  },
  ({ arrangeErrors }) => ({
    arrangeErrors: (problems) => {
      const errors = arrangeErrors(problems);
      return errors.length > 1 ? errors.filter(({ field }) => field !== "status") : errors;
    },
  }),
);
