import { behaviourFault } from "../behaviour-fault.ts";

export const emailMayHave201Characters = behaviourFault(
  {
    id: "email-may-have-201-characters",
    sentence: "An e-mail of more than 200 characters is accepted.",
    class: "Q",
    breaks: "email-length-is-limited",
  },
  ({ emailProblems }) => ({
    emailProblems: (email, taken, verb) =>
      emailProblems(email.length > 200 ? email.slice(email.length - 200) : email, taken, verb),
  }),
);
