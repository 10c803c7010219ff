import { behaviourFault } from "../behaviour-fault.ts";

export const nullAnswers500 = behaviourFault(
  {
    id: "null-answers-500",
    sentence: "A null value answers 500.",
    class: "S",
    breaks: "no-server-error",
  },
  ({ castValue }) => ({
    castValue: (value) => {
      if (value === null) throw new Error("undefined method for nil");
      return castValue(value);
    },
  }),
);
