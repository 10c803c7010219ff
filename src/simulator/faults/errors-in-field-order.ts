import { behaviourFault } from "../behaviour-fault.ts";

export const errorsInFieldOrder = behaviourFault(
  {
    id: "errors-in-field-order",
    sentence: "422 lists the fields in the order of the columns.",
    class: "Q",
    breaks: "error-order",
  },
  ({ arrangeErrors }) => ({
    arrangeErrors: (problems) => {
      const order = ["name", "email", "gender", "status"];
      return [...arrangeErrors(problems)].sort((a, b) => order.indexOf(a.field) - order.indexOf(b.field));
    },
  }),
);
