import { wireFault } from "../wire-fault.ts";

export const deleteAnswers200 = wireFault(
  {
    id: "delete-answers-200",
    sentence: "DELETE answers 200 with a body.",
    class: "S",
    breaks: "delete-answers-204",
  },
  (handler) => async (request) => {
    const response = await handler(request);
    if (request.method !== "DELETE" || response.status !== 204) return response;
    const headers = new Headers(response.headers);
    headers.set("content-type", "application/json; charset=utf-8");
    return new Response('{"message":"Deleted"}', { status: 200, headers });
  },
);
