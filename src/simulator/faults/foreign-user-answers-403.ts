import { userIdOf, withBody } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const foreignUserAnswers403 = wireFault(
  {
    id: "foreign-user-answers-403",
    sentence: "Another account's user answers 403, which gives it away.",
    class: "T",
    breaks: "private-user-hidden-from-others",
  },
  (handler, { store }) =>
    async (request) => {
      const response = await handler(request);
      const user = store.get(Number(userIdOf(request)));
      const anonymous = !request.headers.has("authorization");
      if (response.status !== 404 || user === undefined || anonymous) return response;
      return withBody(new Response("", { status: 403, headers: response.headers }), '{"message":"Forbidden"}');
    },
);
