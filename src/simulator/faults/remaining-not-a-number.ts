import { behaviourFault } from "../behaviour-fault.ts";

export const remainingNotANumber = behaviourFault(
  {
    id: "remaining-not-a-number",
    sentence: "X-RateLimit-Remaining is no whole number.",
    class: "S",
    breaks: "header-types",
  },
  ({ rateHeaders }) => ({
    rateHeaders: (limit, decision) => ({
      ...rateHeaders(limit, decision),
      "X-RateLimit-Remaining": `${decision.remaining}.0`,
    }),
  }),
);
