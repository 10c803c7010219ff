import { withHeaders } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const labelledLatin1 = wireFault(
  {
    id: "labelled-latin-1",
    sentence: "JSON says it is in ISO-8859-1.",
    class: "S",
    breaks: "media-type",
  },
  (handler) => async (request) =>
    withHeaders(await handler(request), (headers) => {
      if (headers.has("content-type")) headers.set("content-type", "application/json; charset=iso-8859-1");
    }),
);
