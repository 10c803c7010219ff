import { wireFault } from "../wire-fault.ts";

export const simulatedWriteIsDone = wireFault(
  {
    id: "simulated-write-is-done",
    sentence: "A write that force_status lets fail is done all the same.",
    class: "V",
    breaks: "refused-write-changes-nothing",
  },
  (handler) => async (request) => {
    if (!request.url.includes("force_status") || request.method === "GET") return handler(request);
    const quiet = new URL(request.url);
    quiet.searchParams.delete("force_status");
    await handler(new Request(quiet, request.clone()));
    return handler(request);
  },
);
