import { wireFault } from "../wire-fault.ts";

export const limitedBy503 = wireFault(
  {
    id: "limited-by-503",
    sentence: "A call above the limit answers 503 from the application.",
    class: "R",
    breaks: "no-server-error",
  },
  (handler) => async (request) => {
    const response = await handler(request);
    return response.status === 429 ? new Response(response.body, { status: 503, headers: response.headers }) : response;
  },
);
