import { behaviourFault } from "../behaviour-fault.ts";

export const resetHeaderMissing = behaviourFault(
  {
    id: "reset-header-missing",
    sentence: "X-RateLimit-Reset is never sent.",
    class: "R",
    breaks: "rate-headers-on-token",
  },
  ({ rateHeaders }) => ({
    rateHeaders: (limit, decision) => {
      const { "X-RateLimit-Reset": _, ...rest } = rateHeaders(limit, decision);
      return rest;
    },
  }),
);
