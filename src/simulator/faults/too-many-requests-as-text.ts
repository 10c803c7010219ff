import { wireFault } from "../wire-fault.ts";

export const tooManyRequestsAsText = wireFault(
  {
    id: "too-many-requests-as-text",
    sentence: "429 comes as text.",
    class: "R",
    breaks: "too-many-requests-shape",
  },
  (handler) => async (request) => {
    const response = await handler(request);
    if (response.status !== 429) return response;
    const headers = new Headers(response.headers);
    headers.set("content-type", "text/plain");
    return new Response("Slow down", { status: 429, headers });
  },
);
