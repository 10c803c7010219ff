import { withHeaders } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const tooManyRequestsWithoutHeaders = wireFault(
  {
    id: "too-many-requests-without-headers",
    sentence: "429 carries no rate-limit headers.",
    class: "R",
    breaks: "too-many-requests-shape",
  },
  (handler) => async (request) => {
    const response = await handler(request);
    if (response.status !== 429) return response;
    return withHeaders(response, (headers) => {
      for (const name of ["limit", "remaining", "reset"]) headers.delete(`x-ratelimit-${name}`);
    });
  },
);
