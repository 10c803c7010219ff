import { behaviourFault } from "../behaviour-fault.ts";

export const remainingAboveLimit = behaviourFault(
  {
    id: "remaining-above-limit",
    sentence: "X-RateLimit-Remaining is more than the limit at first.",
    class: "R",
    breaks: "remaining-within-limit",
  },
  ({ rateHeaders }) => ({
    rateHeaders: (limit, decision) =>
      rateHeaders(limit, decision.admitted ? { ...decision, remaining: decision.remaining + 5 } : decision),
  }),
);
