import { userIdOf, withBody } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const userCachedAcrossTokens = wireFault(
  {
    id: "user-cached-across-tokens",
    sentence: "A read that was answered a moment ago is repeated to whoever asks for the same URL.",
    class: "T",
    breaks: "private-user-hidden-from-others",
  },
  (handler) => {
    const kept = new Map<string, string>();
    return async (request) => {
      const response = await handler(request);
      if (request.method !== "GET") {
        kept.clear();
        return response;
      }
      if (userIdOf(request) === undefined) return response;
      const known = kept.get(request.url);
      if (response.status === 404 && known !== undefined) {
        return withBody(new Response("", { status: 200, headers: response.headers }), known);
      }
      if (response.status !== 200) return response;
      const body = await response.text();
      kept.set(request.url, body);
      return withBody(response, body);
    };
  },
);
