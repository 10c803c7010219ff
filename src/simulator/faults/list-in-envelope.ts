import { withJson } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const listInEnvelope = wireFault(
  {
    id: "list-in-envelope",
    sentence: "A list lies in an envelope `{data: [...]}`.",
    class: "S",
    breaks: "body-schema",
  },
  (handler) => async (request) =>
    withJson(await handler(request), (value) =>
      request.method === "GET" && Array.isArray(value) ? { data: value } : value,
    ),
);
