import { userIdOf } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const secondDeleteAnswers204 = wireFault(
  {
    id: "second-delete-answers-204",
    sentence: "Deleting a deleted user answers 204 again.",
    class: "V",
    breaks: "deleted-is-gone",
  },
  (handler) => {
    const deleted = new Set<string | undefined>();
    return async (request) => {
      const response = await handler(request);
      if (request.method !== "DELETE") return response;
      const id = userIdOf(request);
      if (response.status === 204) deleted.add(id);
      if (response.status !== 404 || !deleted.has(id)) return response;
      const headers = new Headers(response.headers);
      headers.delete("content-type");
      return new Response(null, { status: 204, headers });
    };
  },
);
