import { behaviourFault } from "../behaviour-fault.ts";

export const emailOver100Refused = behaviourFault(
  {
    id: "email-over-100-refused",
    sentence: "An e-mail of more than 100 characters is refused.",
    class: "Q",
    breaks: "valid-update-is-accepted",
  },
  ({ emailProblems }) => ({
    emailProblems: (email, taken, verb) =>
      email.length > 100 ? ["is too long (maximum is 200 characters)"] : emailProblems(email, taken, verb),
  }),
);
