import { behaviourFault } from "../behaviour-fault.ts";

export const plusInEmailRefused = behaviourFault(
  {
    id: "plus-in-email-refused",
    sentence: "An e-mail with a + is refused.",
    class: "Q",
    breaks: "valid-create-is-accepted",
  },
  ({ emailProblems }) => ({
    emailProblems: (email, taken, verb) =>
      emailProblems(email.includes("+") ? email.replaceAll("@", "") : email, taken, verb),
  }),
);
