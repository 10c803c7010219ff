import { behaviourFault } from "../behaviour-fault.ts";

export const unknownTokenReadsAsAnonymous = behaviourFault(
  {
    id: "unknown-token-reads-as-anonymous",
    sentence: "A read with an unknown token is answered as without one.",
    class: "T",
    breaks: "invalid-token-answers-401",
  },
  ({ accountOf }) => ({
    accountOf: (token, accounts, method) =>
      accountOf(token, accounts, method) ?? (method === "GET" ? "nobody" : undefined),
  }),
);
