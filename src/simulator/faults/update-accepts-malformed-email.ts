import { behaviourFault } from "../behaviour-fault.ts";

export const updateAcceptsMalformedEmail = behaviourFault(
  {
    id: "update-accepts-malformed-email",
    sentence: "An update accepts an e-mail without @.",
    class: "Q",
    breaks: "invalid-input-is-refused",
  },
  ({ emailProblems }) => ({
    emailProblems: (email, taken, verb) => (verb === "create" || email === "" ? emailProblems(email, taken, verb) : []),
  }),
);
