import { behaviourFault } from "../behaviour-fault.ts";

export const malformedEmailAccepted = behaviourFault(
  {
    id: "malformed-email-accepted",
    sentence: "An e-mail without @ is accepted.",
    class: "Q",
    breaks: "invalid-input-is-refused",
  },
  ({ emailProblems }) => ({
    emailProblems: (email, taken, verb) =>
      emailProblems(email === "" || email.includes("@") ? email : `${email}@example.com`, taken, verb),
  }),
);
