import type { BenignVariant } from "../benign-variant.ts";

export const initialRemainingLower: BenignVariant = {
  id: "initial-remaining-lower",
  sentence: "A new token shows one less than its limit from the start.",
  policy: (correct) => ({
    ...correct,
    rateHeaders: (limit, decision) =>
      correct.rateHeaders(limit, { ...decision, remaining: Math.min(limit - 1, decision.remaining) }),
  }),
};
