import { userIdOf, withBody } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const listRememberedForThreeReads = wireFault(
  {
    id: "list-remembered-for-three-reads",
    sentence: "A list is read anew only at each fourth time it is asked for.",
    class: "V",
    breaks: "deleted-leaves-lists",
  },
  (handler) => {
    const kept = new Map<string, { readonly body: string; left: number }>();
    return async (request) => {
      const response = await handler(request);
      if (request.method !== "GET" || response.status !== 200 || userIdOf(request) !== undefined) return response;
      const key = `${request.headers.get("authorization")} ${request.url}`;
      const known = kept.get(key);
      if (known !== undefined && known.left > 0) {
        known.left--;
        return withBody(response, known.body);
      }
      const body = await response.text();
      kept.set(key, { body, left: 3 });
      return withBody(response, body);
    };
  },
);
