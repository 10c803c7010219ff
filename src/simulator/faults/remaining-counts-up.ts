import { behaviourFault } from "../behaviour-fault.ts";

export const remainingCountsUp = behaviourFault(
  {
    id: "remaining-counts-up",
    sentence: "X-RateLimit-Remaining counts what was used.",
    class: "R",
    breaks: "remaining-falls-with-use",
  },
  ({ rateHeaders }) => ({
    rateHeaders: (limit, decision) =>
      rateHeaders(
        limit,
        decision.admitted ? { ...decision, remaining: Math.max(0, limit - decision.remaining) } : decision,
      ),
  }),
);
