import { behaviourFault } from "../behaviour-fault.ts";

export const emptyBodyAnswers500 = behaviourFault(
  {
    id: "empty-body-answers-500",
    sentence: "A write without a body answers 500.",
    class: "S",
    breaks: "no-server-error",
  },
  ({ readBody }) => ({
    readBody: (contentType, text) => {
      if (text === "") throw new Error("undefined method for nil");
      return readBody(contentType, text);
    },
  }),
);
