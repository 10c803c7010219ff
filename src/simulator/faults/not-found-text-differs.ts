import { withJson } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const notFoundTextDiffers = wireFault(
  {
    id: "not-found-text-differs",
    sentence: '404 says "User not found".',
    class: "T",
    breaks: "not-found-text",
  },
  (handler) => async (request) => {
    const response = await handler(request);
    return response.status === 404 ? withJson(response, () => ({ message: "User not found" })) : response;
  },
);
