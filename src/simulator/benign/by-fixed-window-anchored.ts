import type { BenignVariant } from "../benign-variant.ts";

export const byFixedWindowAnchored: BenignVariant = {
  id: "by-fixed-window-anchored",
  sentence: "The rate limit is a fixed window that begins with the first call.",
  settings: { family: "fixed-window-anchored" },
};
