import { wireFault } from "../wire-fault.ts";

export const serverErrorNowAndThen = wireFault(
  {
    id: "server-error-now-and-then",
    sentence: "One answer in ten is a 500 of the application.",
    class: "S",
    breaks: "no-server-error",
    oneIn: 10,
  },
  (handler, { random }) =>
    async (request) => {
      const response = await handler(request);
      if (random() >= 0.1 || response.status === 429) return response;
      const headers = new Headers(response.headers);
      headers.set("content-type", "application/json; charset=utf-8");
      headers.delete("etag");
      return new Response('{"message":"Internal Server Error"}', { status: 500, headers });
    },
);
