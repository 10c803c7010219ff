import type { BenignVariant } from "../benign-variant.ts";

export const byFixedWindowAligned: BenignVariant = {
  id: "by-fixed-window-aligned",
  sentence: "The rate limit is a fixed window cut at whole minutes.",
  settings: { family: "fixed-window-aligned" },
};
