import { userIdOf, withBody } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const textIdAnswers400 = wireFault(
  {
    id: "text-id-answers-400",
    sentence: "An id that is no number answers 400.",
    class: "Q",
    breaks: "unknown-id-answers-404",
  },
  (handler) => async (request) => {
    const response = await handler(request);
    const id = userIdOf(request);
    if (response.status !== 404 || id === undefined || /^\d+$/.test(id)) return response;
    return withBody(new Response("", { status: 400, headers: response.headers }), '{"message":"Bad Request"}');
  },
);
