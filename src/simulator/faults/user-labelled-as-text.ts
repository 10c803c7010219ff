import { userIdOf, withHeaders } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const userLabelledAsText = wireFault(
  {
    id: "user-labelled-as-text",
    sentence: "A user read by id is labelled text/plain.",
    class: "S",
    breaks: "media-type",
  },
  (handler) => async (request) => {
    const response = await handler(request);
    if (response.status !== 200 || request.method !== "GET" || userIdOf(request) === undefined) return response;
    return withHeaders(response, (headers) => headers.set("content-type", "text/plain; charset=utf-8"));
  },
);
