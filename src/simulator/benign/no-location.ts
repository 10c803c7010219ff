import type { BenignVariant } from "../benign-variant.ts";

export const noLocation: BenignVariant = {
  id: "no-location",
  sentence: "A create carries no Location.",
  policy: (correct) => ({ ...correct, location: () => undefined }),
};
