import { type Fault, wireFault } from "../fault.ts";
import { withHeaders } from "../responses.ts";

const withoutSwitch = (url: string): string => {
  const target = new URL(url);
  target.searchParams.delete("force_status");
  return target.href;
};

/** The test switches of the query: force_status. */
export const switchFaults: readonly Fault[] = [
  wireFault(
    {
      id: "force-status-ignored",
      sentence: "The switch force_status is ignored.",
      class: "request",
      breaks: "force-status-is-honoured",
    },
    (handler) => (request) =>
      handler(request.url.includes("force_status") ? new Request(withoutSwitch(request.url), request) : request),
  ),
  wireFault(
    {
      id: "simulated-status-header-missing",
      sentence: "A forced status comes without X-Simulated-Status.",
      class: "headers",
      breaks: "simulated-answers-say-so",
    },
    (handler) => async (request) =>
      withHeaders(await handler(request), (headers) => headers.delete("x-simulated-status")),
  ),
  wireFault(
    {
      id: "simulated-write-is-done",
      sentence: "A write that force_status lets fail is done all the same.",
      class: "sequence",
      breaks: "refused-write-changes-nothing",
    },
    (handler) => async (request) => {
      if (!request.url.includes("force_status") || request.method === "GET") return handler(request);
      const quiet = new URL(request.url);
      quiet.searchParams.delete("force_status");
      await handler(new Request(quiet, request.clone()));
      return handler(request);
    },
  ),
];
