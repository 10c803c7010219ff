import { isJson } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const jsonCutNowAndThen = wireFault(
  {
    id: "json-cut-now-and-then",
    sentence: "One JSON body in ten ends in the middle.",
    class: "S",
    breaks: "well-formed-json",
    oneIn: 10,
  },
  (handler, { random }) =>
    async (request) => {
      const response = await handler(request);
      if (!isJson(response) || random() >= 0.1) return response;
      const text = await response.text();
      return new Response(text.slice(0, text.length >> 1), { status: response.status, headers: response.headers });
    },
);
