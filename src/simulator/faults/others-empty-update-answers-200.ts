import { userIdOf, withBody } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const othersEmptyUpdateAnswers200 = wireFault(
  {
    id: "others-empty-update-answers-200",
    sentence: "An update that names no field shows the user to another account.",
    class: "T",
    breaks: "private-user-hidden-from-others",
  },
  (handler) => {
    const shown = new Map<string, string>();
    return async (request) => {
      const id = userIdOf(request);
      const isEmpty = request.method === "PATCH" && (await request.clone().text()) === "{}";
      const response = await handler(request);
      if (id === undefined || !request.headers.has("authorization")) return response;
      if (request.method === "GET" && response.status === 200) {
        const text = await response.text();
        shown.set(id, text);
        return withBody(response, text);
      }
      const known = shown.get(id);
      if (!isEmpty || response.status !== 404 || known === undefined) return response;
      return new Response(known, { status: 200, headers: response.headers });
    };
  },
);
