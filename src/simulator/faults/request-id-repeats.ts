import { withHeaders } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const requestIdRepeats = wireFault(
  {
    id: "request-id-repeats",
    sentence: "Every answer has the same X-Request-Id.",
    class: "S",
    breaks: "request-id-unique",
  },
  (handler) => async (request) =>
    withHeaders(await handler(request), (headers) =>
      headers.set("x-request-id", "00000000-0000-4000-8000-000000000000"),
    ),
);
