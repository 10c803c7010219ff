import type { BenignVariant } from "../benign-variant.ts";
import { withHeaders } from "../responses.ts";

export const plainJsonType: BenignVariant = {
  id: "plain-json-type",
  sentence: "The media type is application/json without a charset.",
  wrap: (handler) => async (request) =>
    withHeaders(await handler(request), (headers) => {
      if (headers.get("content-type")?.startsWith("application/json")) headers.set("content-type", "application/json");
    }),
};
