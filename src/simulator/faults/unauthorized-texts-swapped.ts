import { withJson } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const unauthorizedTextsSwapped = wireFault(
  {
    id: "unauthorized-texts-swapped",
    sentence: "The texts of the two kinds of 401 are exchanged.",
    class: "T",
    breaks: "unauthorized-texts",
  },
  (handler) => async (request) => {
    const response = await handler(request);
    if (response.status !== 401) return response;
    return withJson(response, () => ({
      message: request.headers.has("authorization") ? "Authentication failed" : "Invalid token",
    }));
  },
);
