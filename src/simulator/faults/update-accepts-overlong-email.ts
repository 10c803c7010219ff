import { behaviourFault } from "../behaviour-fault.ts";

export const updateAcceptsOverlongEmail = behaviourFault(
  {
    id: "update-accepts-overlong-email",
    sentence: "An update accepts an e-mail of more than 200 characters.",
    class: "Q",
    breaks: "email-length-is-limited",
  },
  ({ emailProblems }) => ({
    emailProblems: (email, taken, verb) => emailProblems(verb === "create" ? email : email.slice(-200), taken, verb),
  }),
);
