import { userIdOf, withBody } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const listCachedAcrossTokens = wireFault(
  {
    id: "list-cached-across-tokens",
    sentence: "A list that was answered a moment ago is repeated to whoever asks for the same URL.",
    class: "T",
    breaks: "lists-hide-private-users",
  },
  (handler) => {
    const kept = new Map<string, string>();
    return async (request) => {
      const response = await handler(request);
      if (request.method !== "GET") {
        kept.clear();
        return response;
      }
      if (response.status !== 200 || userIdOf(request) !== undefined) return response;
      const body = kept.get(request.url) ?? (await response.text());
      kept.set(request.url, body);
      return withBody(response, body);
    };
  },
);
