import type { BenignVariant } from "../benign-variant.ts";

export const noEtag: BenignVariant = {
  id: "no-etag",
  sentence: "There is no ETag and no 304.",
  policy: (correct) => ({ ...correct, etag: () => undefined }),
};
