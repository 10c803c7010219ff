import { createHash } from "node:crypto";
import type { BenignVariant } from "../benign-variant.ts";

export const strongEtag: BenignVariant = {
  id: "strong-etag",
  sentence: "ETag is a strong one by another formula.",
  policy: (correct) => ({
    ...correct,
    etag: (body) => `"${createHash("md5").update(body).digest("base64url")}"`,
  }),
};
