import { withHeaders } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const totalIsStale = wireFault(
  {
    id: "total-is-stale",
    sentence: "X-Pagination-Total is remembered from the first time a list was asked for and never moves.",
    class: "H",
    breaks: "total-counts-matches",
  },
  (handler) => {
    const totals = new Map<string, string>();
    return async (request) => {
      const response = await handler(request);
      const total = response.headers.get("x-pagination-total");
      if (total === null) return response;
      const key = `${request.headers.get("authorization")} ${new URL(request.url).searchParams.get("email")}`;
      const first = totals.get(key) ?? total;
      totals.set(key, first);
      return withHeaders(response, (headers) => headers.set("x-pagination-total", first));
    };
  },
);
