import { userIdOf, withBody } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const missingIdBeforeUnknownToken = wireFault(
  {
    id: "missing-id-before-unknown-token",
    sentence: "A missing id answers 404 to an unknown token.",
    class: "T",
    breaks: "invalid-token-answers-401",
  },
  (handler, { store }) =>
    async (request) => {
      const response = await handler(request);
      const id = userIdOf(request);
      if (response.status !== 401 || id === undefined || store.get(Number(id)) !== undefined) return response;
      return withBody(new Response("", { status: 404, headers: response.headers }), '{"message":"Resource not found"}');
    },
);
