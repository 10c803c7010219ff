import type { BenignVariant } from "../benign-variant.ts";

export const escapedJson: BenignVariant = {
  id: "escaped-json",
  sentence: "JSON escapes every character outside ASCII.",
  policy: (correct) => ({
    ...correct,
    write: (value) =>
      correct.write(value).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
  }),
};
