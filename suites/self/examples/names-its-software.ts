import { answerFault } from "../../../src/simulator/fault.ts";

export const namesItsSoftware = answerFault(
  {
    id: "names-its-software",
    sentence: "Every answer says Phusion Passenger made it.",
    class: "headers",
    breaks: "answers-name-no-software",
  },
  (response) => {
    const headers = new Headers(response.headers);
    headers.set("x-powered-by", "Phusion Passenger");
    return new Response(response.body, { status: response.status, headers });
  },
);
