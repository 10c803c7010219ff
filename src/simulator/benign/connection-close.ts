import type { BenignVariant } from "../benign-variant.ts";
import { withHeaders } from "../responses.ts";

export const connectionClose: BenignVariant = {
  id: "connection-close",
  sentence: "Every connection is closed after one answer.",
  wrap: (handler) => async (request) =>
    withHeaders(await handler(request), (headers) => {
      headers.set("connection", "close");
    }),
};
