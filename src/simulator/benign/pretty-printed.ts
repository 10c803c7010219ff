import type { BenignVariant } from "../benign-variant.ts";

export const prettyPrinted: BenignVariant = {
  id: "pretty-printed",
  sentence: "JSON is written with line breaks and blanks.",
  policy: (correct) => ({ ...correct, write: (value) => `${JSON.stringify(value, null, 2)}\n` }),
};
