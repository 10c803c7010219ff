import { behaviourFault } from "../behaviour-fault.ts";

export const farPageAnswers500 = behaviourFault(
  {
    id: "far-page-answers-500",
    sentence: "A page far beyond the end answers 500.",
    class: "S",
    breaks: "no-server-error",
  },
  ({ cut }) => ({
    cut: (users, bounds) => {
      if ((bounds.page - 1) * bounds.perPage > users.length + bounds.perPage) throw new Error("offset out of range");
      return cut(users, bounds);
    },
  }),
);
