import type { BenignVariant } from "../benign-variant.ts";
import { withHeaders } from "../responses.ts";

export const cors: BenignVariant = {
  id: "cors",
  sentence: "Answers carry CORS headers.",
  wrap: (handler) => async (request) =>
    withHeaders(await handler(request), (headers) => {
      headers.set("access-control-allow-origin", "*");
      headers.set("access-control-expose-headers", "X-Pagination-Total, X-RateLimit-Remaining");
    }),
};
