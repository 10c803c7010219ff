import type { BenignVariant } from "../benign-variant.ts";

export const trimsValues: BenignVariant = {
  id: "trims-values",
  sentence: "Outer blanks of names and e-mails are cut off.",
  policy: (correct) => ({ ...correct, normalise: (field, value) => correct.normalise(field, value.trim()) }),
};
