import { withJson } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const errorsAsObject = wireFault(
  {
    id: "errors-as-object",
    sentence: "422 answers an object of messages by field, not a list.",
    class: "S",
    breaks: "body-schema",
  },
  (handler) => async (request) => {
    const response = await handler(request);
    if (response.status !== 422) return response;
    return withJson(response, (value) =>
      Array.isArray(value) ? Object.fromEntries(value.map(({ field, message }) => [field, [message]])) : value,
    );
  },
);
