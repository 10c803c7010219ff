import type { BenignVariant } from "../benign-variant.ts";

/** Remaining without the lag of the recorded limiter. */
export const immediateRemaining: BenignVariant = {
  id: "immediate-remaining",
  sentence: "Remaining counts the call it answers.",
  policy: (correct) => ({
    ...correct,
    charge: async (budget, nowUs) => {
      const decision = await correct.charge(budget, nowUs);
      // Looks at what the next call would show, and goes back.
      const back = budget.mark();
      const next = budget.take(nowUs);
      back();
      return decision.admitted ? { ...decision, remaining: next.remaining } : decision;
    },
  }),
};
