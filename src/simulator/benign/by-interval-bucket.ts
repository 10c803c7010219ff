import type { BenignVariant } from "../benign-variant.ts";

export const byIntervalBucket: BenignVariant = {
  id: "by-interval-bucket",
  sentence: "The rate limit is a bucket that refills a request at a time.",
  settings: { family: "interval-bucket" },
};
