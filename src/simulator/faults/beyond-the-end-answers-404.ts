import { withBody } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const beyondTheEndAnswers404 = wireFault(
  {
    id: "beyond-the-end-answers-404",
    sentence: "A page beyond the end answers 404.",
    class: "S",
    breaks: "documented-status",
  },
  (handler) => async (request) => {
    const response = await handler(request);
    const number = (name: string) => Number(response.headers.get(`x-pagination-${name}`));
    if (number("page") <= Math.max(1, number("pages"))) return response;
    return withBody(new Response("", { status: 404, headers: response.headers }), '{"message":"Resource not found"}');
  },
);
