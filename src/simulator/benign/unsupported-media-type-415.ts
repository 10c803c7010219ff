import type { BenignVariant } from "../benign-variant.ts";
import { withBody } from "../responses.ts";

export const unsupportedMediaType415: BenignVariant = {
  id: "unsupported-media-type-415",
  sentence: "A write that is not JSON answers 415, as documented since 2026.",
  wrap: (handler) => async (request) => {
    const type = request.headers.get("content-type");
    const writes = request.method === "POST" || request.method === "PUT" || request.method === "PATCH";
    const response = await handler(request);
    if (!writes || type === null || /json/i.test(type) || (response.status !== 422 && response.status !== 200))
      return response;
    return withBody(
      new Response("", { status: 415, headers: response.headers }),
      '{"message":"Unsupported Media Type"}',
    );
  },
};
