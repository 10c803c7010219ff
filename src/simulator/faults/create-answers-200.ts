import { wireFault } from "../wire-fault.ts";

export const createAnswers200 = wireFault(
  {
    id: "create-answers-200",
    sentence: "POST answers 200 in the place of 201.",
    class: "S",
    breaks: "documented-status",
  },
  (handler) => async (request) => {
    const response = await handler(request);
    return response.status === 201 ? new Response(response.body, { status: 200, headers: response.headers }) : response;
  },
);
