import { behaviourFault } from "../behaviour-fault.ts";

export const resetIsAPointInTime = behaviourFault(
  {
    id: "reset-is-a-point-in-time",
    sentence: "X-RateLimit-Reset is a point in time, not seconds to wait.",
    class: "R",
    breaks: "reset-is-truthful",
  },
  ({ rateHeaders }, { clock }) => ({
    rateHeaders: (limit, decision) =>
      rateHeaders(limit, { ...decision, resetS: Math.floor(clock.wallMs() / 1000) + decision.resetS }),
  }),
);
