import type { BenignVariant } from "../benign-variant.ts";

export const slow: BenignVariant = {
  id: "slow",
  sentence: "Every answer takes 0.4 s.",
  settings: { latencyMs: 400 },
};
