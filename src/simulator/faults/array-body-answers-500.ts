import { behaviourFault } from "../behaviour-fault.ts";

export const arrayBodyAnswers500 = behaviourFault(
  {
    id: "array-body-answers-500",
    sentence: "A JSON list as the body of a create answers 500.",
    class: "S",
    breaks: "no-server-error",
  },
  ({ readBody }) => ({
    readBody: (contentType, text) => {
      if (text.trimStart().startsWith("[")) throw new Error("undefined method for Array");
      return readBody(contentType, text);
    },
  }),
);
