import { behaviourFault } from "../behaviour-fault.ts";

export const unknownFilterValueAnswers500 = behaviourFault(
  {
    id: "unknown-filter-value-answers-500",
    sentence: "A filter with an unknown gender or status answers 500.",
    class: "S",
    breaks: "no-server-error",
  },
  ({ matches }) => ({
    matches: (user, filter) => {
      for (const { field, text } of filter) {
        if (field === "gender" && text !== "male" && text !== "female") throw new Error("is not a valid gender");
        if (field === "status" && text !== "active" && text !== "inactive") throw new Error("is not a valid status");
      }
      return matches(user, filter);
    },
  }),
);
