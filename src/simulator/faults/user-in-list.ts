import { isObject, withJson } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const userInList = wireFault(
  {
    id: "user-in-list",
    sentence: "A user read by id comes in a list of one.",
    class: "S",
    breaks: "body-schema",
  },
  (handler) => async (request) =>
    withJson(await handler(request), (value) =>
      request.method === "GET" && isObject(value) && "id" in value ? [value] : value,
    ),
);
