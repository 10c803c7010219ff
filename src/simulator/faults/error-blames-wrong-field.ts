import { behaviourFault } from "../behaviour-fault.ts";

export const errorBlamesWrongField = behaviourFault(
  {
    id: "error-blames-wrong-field",
    sentence: "422 calls a broken name a broken status.",
    class: "Q",
    breaks: "errors-name-the-broken-fields",
  },
  ({ arrangeErrors }) => ({
    arrangeErrors: (problems) =>
      arrangeErrors(problems).map((error) => (error.field === "name" ? { ...error, field: "status" } : error)),
  }),
);
