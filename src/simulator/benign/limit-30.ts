import type { BenignVariant } from "../benign-variant.ts";

export const limit30: BenignVariant = {
  id: "limit-30",
  sentence: "A token has 30 requests a minute.",
  settings: { limit: 30 },
};
