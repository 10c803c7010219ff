import { wireFault } from "../../../src/simulator/fault.ts";

export const namesItsSoftware = wireFault(
  {
    id: "names-its-software",
    sentence: "Every answer says Phusion Passenger made it.",
    class: "headers",
    breaks: "answers-name-no-software",
  },
  (handler) => async (request) => {
    const response = await handler(request);
    const headers = new Headers(response.headers);
    headers.set("x-powered-by", "Phusion Passenger");
    return new Response(response.body, { status: response.status, headers });
  },
);
