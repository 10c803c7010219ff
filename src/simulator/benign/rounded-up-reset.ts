import type { BenignVariant } from "../benign-variant.ts";

export const roundedUpReset: BenignVariant = {
  id: "rounded-up-reset",
  sentence: "Reset is a second or two longer than it has to be.",
  policy: (correct) => ({
    ...correct,
    rateHeaders: (limit, decision) => correct.rateHeaders(limit, { ...decision, resetS: decision.resetS + 2 }),
  }),
};
