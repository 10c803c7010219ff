import { isObject, withJson } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const messageUnderError = wireFault(
  {
    id: "message-under-error",
    sentence: "Error bodies say `error` in the place of `message`.",
    class: "S",
    breaks: "body-schema",
  },
  (handler) => async (request) =>
    withJson(await handler(request), (value) =>
      isObject(value) && "message" in value ? { error: value.message } : value,
    ),
);
