import type { BenignVariant } from "../benign-variant.ts";

export const bySlidingCounter: BenignVariant = {
  id: "by-sliding-counter",
  sentence: "The rate limit is a sliding window estimated from two counters.",
  settings: { family: "sliding-counter" },
};
