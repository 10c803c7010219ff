import type { BenignVariant } from "../benign-variant.ts";
import { withBody } from "../responses.ts";

export const malformedJson401: BenignVariant = {
  id: "malformed-json-401",
  sentence: "Malformed JSON answers 401, as one suite of 2025 saw it.",
  wrap: (handler) => async (request) => {
    const response = await handler(request);
    if (response.status !== 400) return response;
    return withBody(
      new Response("", { status: 401, headers: response.headers }),
      '{"message":"Authentication failed"}',
    );
  },
};
