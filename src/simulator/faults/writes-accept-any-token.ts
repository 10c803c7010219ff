import { behaviourFault } from "../behaviour-fault.ts";

export const writesAcceptAnyToken = behaviourFault(
  {
    id: "writes-accept-any-token",
    sentence: "A write with an unknown token is done.",
    class: "T",
    breaks: "invalid-token-answers-401",
  },
  ({ accountOf }) => ({
    accountOf: (token, accounts, method) =>
      accountOf(token, accounts, method) ?? (method === "GET" ? undefined : [...accounts.values()][0]),
  }),
);
