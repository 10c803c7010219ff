import { racePauseMs } from "../race.ts";
import { withBody } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const parallelCreatesMixedUp = wireFault(
  {
    id: "parallel-creates-mixed-up",
    sentence: "Of creates at the same time all are answered with the user made last.",
    class: "C",
    breaks: "create-echoes-input",
  },
  (handler, { clock }) => {
    let made: string | undefined;
    return async (request) => {
      const response = await handler(request);
      if (request.method !== "POST" || response.status !== 201) return response;
      made = await response.text();
      await clock.sleep(racePauseMs);
      return withBody(response, made);
    };
  },
);
