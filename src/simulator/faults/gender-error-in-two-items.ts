import { behaviourFault } from "../behaviour-fault.ts";

export const genderErrorInTwoItems = behaviourFault(
  {
    id: "gender-error-in-two-items",
    sentence: "422 has two items for a wrong gender.",
    class: "Q",
    breaks: "errors-name-the-broken-fields",
  },
  ({ arrangeErrors }) => ({
    arrangeErrors: (problems) =>
      arrangeErrors(problems).flatMap(({ field, message }) =>
        field === "gender" ? message.split(", ").map((text) => ({ field, message: text })) : [{ field, message }],
      ),
  }),
);
