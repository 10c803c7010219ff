import { behaviourFault } from "../behaviour-fault.ts";

export const limitHeaderDrifts = behaviourFault(
  {
    id: "limit-header-drifts",
    sentence: "X-RateLimit-Limit falls with use.",
    class: "R",
    breaks: "limit-is-constant",
  },
  ({ rateHeaders }) => ({
    rateHeaders: (limit, decision) => ({
      ...rateHeaders(limit, decision),
      "X-RateLimit-Limit": String(Math.max(1, decision.remaining)),
    }),
  }),
);
