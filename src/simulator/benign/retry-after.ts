import type { BenignVariant } from "../benign-variant.ts";
import { withHeaders } from "../responses.ts";

export const retryAfter: BenignVariant = {
  id: "retry-after",
  sentence: "429 carries Retry-After.",
  wrap: (handler) => async (request) => {
    const response = await handler(request);
    if (response.status !== 429) return response;
    return withHeaders(response, (headers) => headers.set("retry-after", headers.get("x-ratelimit-reset") ?? "1"));
  },
};
