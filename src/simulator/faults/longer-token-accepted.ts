import { behaviourFault } from "../behaviour-fault.ts";

export const longerTokenAccepted = behaviourFault(
  {
    id: "longer-token-accepted",
    sentence: "A token with more behind it is taken for the token.",
    class: "T",
    breaks: "invalid-token-answers-401",
  },
  ({ accountOf }) => ({
    accountOf: (token, accounts, method) => {
      const begin = [...accounts.keys()].find((real) => token.startsWith(real));
      return accountOf(begin ?? token, accounts, method);
    },
  }),
);
