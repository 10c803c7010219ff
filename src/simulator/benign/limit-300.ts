import type { BenignVariant } from "../benign-variant.ts";

export const limit300: BenignVariant = {
  id: "limit-300",
  sentence: "A token has 300 requests a minute.",
  settings: { limit: 300 },
};
