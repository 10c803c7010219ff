import { behaviourFault } from "../behaviour-fault.ts";

export const malformedEmailListedFirst = behaviourFault(
  {
    id: "malformed-email-listed-first",
    sentence: "422 lists a malformed or taken e-mail before the other fields.",
    class: "Q",
    breaks: "error-order",
  },
  ({ arrangeErrors }) => ({
    arrangeErrors: (problems) =>
      [...arrangeErrors(problems)].sort((a, b) => Number(b.field === "email") - Number(a.field === "email")),
  }),
);
