import { withHeaders } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const simulatedStatusHeaderMissing = wireFault(
  {
    id: "simulated-status-header-missing",
    sentence: "A forced status comes without X-Simulated-Status.",
    class: "H",
    breaks: "simulated-answers-say-so",
  },
  (handler) => async (request) =>
    withHeaders(await handler(request), (headers) => headers.delete("x-simulated-status")),
);
