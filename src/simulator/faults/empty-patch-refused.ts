import { withBody, withHeaders } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const emptyPatchRefused = wireFault(
  {
    id: "empty-patch-refused",
    sentence: "PATCH without a field is refused.",
    class: "Q",
    breaks: "valid-update-is-accepted",
  },
  (handler) => async (request) => {
    if (request.method !== "PATCH") return handler(request);
    const empty = (await request.clone().text()).replace(/\s/g, "") === "{}";
    const response = await handler(request);
    if (!empty || response.status !== 200) return response;
    const refused = new Response("", { status: 422, headers: response.headers });
    return withBody(
      withHeaders(refused, (headers) => headers.delete("etag")),
      '[{"field":"base","message":"is empty"}]',
    );
  },
);
