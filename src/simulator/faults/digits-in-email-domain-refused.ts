import { behaviourFault } from "../behaviour-fault.ts";

export const digitsInEmailDomainRefused = behaviourFault(
  {
    id: "digits-in-email-domain-refused",
    sentence: "An e-mail whose last part has a digit is refused.",
    class: "Q",
    breaks: "valid-create-is-accepted",
  },
  ({ emailProblems }) => ({
    emailProblems: (email, taken, verb) =>
      emailProblems(/\.[^.@]*\d[^.@]*$/.test(email) ? "malformed" : email, taken, verb),
  }),
);
