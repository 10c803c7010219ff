import { withHeaders } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const rateHeadersWithoutToken = wireFault(
  {
    id: "rate-headers-without-token",
    sentence: "Answers without a token carry rate-limit headers.",
    class: "T",
    breaks: "unauthorized-has-no-budget",
  },
  (handler) => async (request) =>
    withHeaders(await handler(request), (headers) => {
      if (headers.has("x-ratelimit-limit")) return;
      headers.set("x-ratelimit-limit", "90");
      headers.set("x-ratelimit-remaining", "89");
      headers.set("x-ratelimit-reset", "1");
    }),
);
