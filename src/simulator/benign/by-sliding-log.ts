import type { BenignVariant } from "../benign-variant.ts";

export const bySlidingLog: BenignVariant = {
  id: "by-sliding-log",
  sentence: "The rate limit is a sliding window that remembers every call.",
  settings: { family: "sliding-log" },
};
