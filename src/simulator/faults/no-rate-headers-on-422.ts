import { withHeaders } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const noRateHeadersOn422 = wireFault(
  {
    id: "no-rate-headers-on-422",
    sentence: "422 carries no rate-limit headers.",
    class: "R",
    breaks: "rate-headers-on-token",
  },
  (handler) => async (request) => {
    const response = await handler(request);
    if (!(response.status === 422)) return response;
    return withHeaders(response, (headers) => {
      for (const name of ["limit", "remaining", "reset"]) headers.delete(`x-ratelimit-${name}`);
    });
  },
);
