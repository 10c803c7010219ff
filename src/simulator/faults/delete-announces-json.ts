import { withHeaders } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const deleteAnnouncesJson = wireFault(
  {
    id: "delete-announces-json",
    sentence: "204 announces a JSON body.",
    class: "S",
    breaks: "no-content-has-no-type",
  },
  (handler) => async (request) => {
    const response = await handler(request);
    if (response.status !== 204) return response;
    return withHeaders(response, (headers) => headers.set("content-type", "application/json; charset=utf-8"));
  },
);
