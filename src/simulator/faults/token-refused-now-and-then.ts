import { behaviourFault } from "../behaviour-fault.ts";

export const tokenRefusedNowAndThen = behaviourFault(
  {
    id: "token-refused-now-and-then",
    sentence: "One call in ten with a valid token answers 401.",
    class: "T",
    breaks: "valid-token-is-accepted",
    oneIn: 10,
  },
  ({ accountOf }, { random }) => ({
    accountOf: (token, accounts, method) => (random() < 0.1 ? undefined : accountOf(token, accounts, method)),
  }),
);
