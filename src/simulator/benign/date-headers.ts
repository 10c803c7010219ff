import type { BenignVariant } from "../benign-variant.ts";
import { withHeaders } from "../responses.ts";

export const dateHeaders: BenignVariant = {
  id: "date-headers",
  sentence: "Answers carry Date, Last-Modified and Expires.",
  wrap:
    (handler, { clock }) =>
    async (request) =>
      withHeaders(await handler(request), (headers) => {
        const now = new Date(clock.wallMs()).toUTCString();
        headers.set("date", now);
        if (request.method === "GET") headers.set("last-modified", now);
        headers.set("expires", "Thu, 01 Jan 1970 00:00:00 GMT");
      }),
};
