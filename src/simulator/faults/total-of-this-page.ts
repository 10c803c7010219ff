import { withHeaders } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const totalOfThisPage = wireFault(
  {
    id: "total-of-this-page",
    sentence: "X-Pagination-Total is the number of rows on the page.",
    class: "H",
    breaks: "total-counts-matches",
  },
  (handler) => async (request) => {
    const response = await handler(request);
    const total = response.headers.get("x-pagination-total");
    const limit = response.headers.get("x-pagination-limit");
    if (total === null || limit === null) return response;
    return withHeaders(response, (headers) =>
      headers.set("x-pagination-total", String(Math.min(Number(total), Number(limit)))),
    );
  },
);
