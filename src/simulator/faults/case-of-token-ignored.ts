import { behaviourFault } from "../behaviour-fault.ts";

export const caseOfTokenIgnored = behaviourFault(
  {
    id: "case-of-token-ignored",
    sentence: "A token is compared without regard to the case of its letters.",
    class: "T",
    breaks: "invalid-token-answers-401",
  },
  ({ accountOf }) => ({
    accountOf: (token, accounts, method) => {
      const same = [...accounts.keys()].find((real) => real.toLowerCase() === token.toLowerCase());
      return accountOf(same ?? token, accounts, method);
    },
  }),
);
