import type { BenignVariant } from "../benign-variant.ts";
import { withHeaders } from "../responses.ts";

export const noEdgeHeaders: BenignVariant = {
  id: "no-edge-headers",
  sentence: "There are no Server and Cloudflare headers.",
  wrap: (handler) => async (request) =>
    withHeaders(await handler(request), (headers) => {
      for (const name of ["server", "cf-cache-status", "feature-policy"]) headers.delete(name);
    }),
};
