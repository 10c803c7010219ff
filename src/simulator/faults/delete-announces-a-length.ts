import { withHeaders } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const deleteAnnouncesALength = wireFault(
  {
    id: "delete-announces-a-length",
    sentence: "204 announces a body of 27 bytes that never comes.",
    class: "S",
    breaks: "empty-when-no-content",
  },
  (handler) => async (request) => {
    const response = await handler(request);
    if (response.status !== 204) return response;
    return withHeaders(response, (headers) => headers.set("content-length", "27"));
  },
);
