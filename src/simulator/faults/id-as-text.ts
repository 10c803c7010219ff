import { isObject, withJson } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const idAsText = wireFault(
  {
    id: "id-as-text",
    sentence: "A single user's id is a string.",
    class: "S",
    breaks: "body-schema",
  },
  (handler) => async (request) =>
    withJson(await handler(request), (value) =>
      isObject(value) && "id" in value ? { ...value, id: String(value.id) } : value,
    ),
);
