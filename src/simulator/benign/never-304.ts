import type { BenignVariant } from "../benign-variant.ts";

export const never304: BenignVariant = {
  id: "never-304",
  sentence: "ETag is there, but If-None-Match always gets the full answer.",
  policy: (correct) => ({ ...correct, isCurrent: () => false }),
};
