import { behaviourFault } from "../behaviour-fault.ts";

export const tooManyRequestsWithRemaining = behaviourFault(
  {
    id: "too-many-requests-with-remaining",
    sentence: "429 says that some calls remain.",
    class: "R",
    breaks: "too-many-requests-shape",
  },
  ({ rateHeaders }) => ({
    rateHeaders: (limit, decision) => rateHeaders(limit, decision.admitted ? decision : { ...decision, remaining: 3 }),
  }),
);
