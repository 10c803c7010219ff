import { behaviourFault } from "../behaviour-fault.ts";

export const remainingNeverMoves = behaviourFault(
  {
    id: "remaining-never-moves",
    sentence: "X-RateLimit-Remaining stays the same however much is used.",
    class: "R",
    breaks: "remaining-falls-with-use",
  },
  ({ rateHeaders }) => ({
    rateHeaders: (limit, decision) =>
      rateHeaders(limit, decision.admitted ? { ...decision, remaining: limit - 1 } : decision),
  }),
);
