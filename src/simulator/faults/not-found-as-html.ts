import { withHeaders } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const notFoundAsHtml = wireFault(
  {
    id: "not-found-as-html",
    sentence: "404 is labelled text/html.",
    class: "S",
    breaks: "media-type",
  },
  (handler) => async (request) => {
    const response = await handler(request);
    return response.status === 404
      ? withHeaders(response, (headers) => headers.set("content-type", "text/html"))
      : response;
  },
);
