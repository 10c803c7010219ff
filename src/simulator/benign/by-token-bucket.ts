import type { BenignVariant } from "../benign-variant.ts";

export const byTokenBucket: BenignVariant = {
  id: "by-token-bucket",
  sentence: "The rate limit is a token bucket that refills evenly.",
  settings: { family: "token-bucket" },
};
