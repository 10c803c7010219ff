import { wireFault } from "../wire-fault.ts";

export const unknownTokenAnswers403 = wireFault(
  {
    id: "unknown-token-answers-403",
    sentence: "An unknown token answers 403.",
    class: "T",
    breaks: "invalid-token-answers-401",
  },
  (handler) => async (request) => {
    const response = await handler(request);
    if (response.status !== 401 || !request.headers.has("authorization")) return response;
    return new Response(response.body, { status: 403, headers: response.headers });
  },
);
