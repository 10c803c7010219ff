import { userIdOf, withBody } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const privateUserAnswers401ToAnonymous = wireFault(
  {
    id: "private-user-answers-401-to-anonymous",
    sentence: "A private user answers 401 without a token, which gives it away.",
    class: "T",
    breaks: "private-user-hidden-from-anonymous",
  },
  (handler, { store }) =>
    async (request) => {
      const response = await handler(request);
      const user = store.get(Number(userIdOf(request)));
      const anonymous = !request.headers.has("authorization");
      if (response.status !== 404 || user === undefined || !anonymous) return response;
      return withBody(
        new Response("", { status: 401, headers: response.headers }),
        '{"message":"Authentication failed"}',
      );
    },
);
