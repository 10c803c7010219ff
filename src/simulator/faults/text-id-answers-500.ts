import { behaviourFault } from "../behaviour-fault.ts";

export const textIdAnswers500 = behaviourFault(
  {
    id: "text-id-answers-500",
    sentence: "An id that is no number answers 500.",
    class: "S",
    breaks: "no-server-error",
  },
  ({ idIn }) => ({
    idIn: (segment) => {
      if (!/^\d+$/.test(segment)) throw new Error("invalid input syntax for integer");
      return idIn(segment);
    },
  }),
);
