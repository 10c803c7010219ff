import { racePauseMs } from "../race.ts";
import { userIdOf } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const parallelReadsMixedUp = wireFault(
  {
    id: "parallel-reads-mixed-up",
    sentence: "Of reads at the same time all answer with the user asked for last.",
    class: "C",
    breaks: "read-answers-the-id-asked",
  },
  (handler, { clock }) => {
    const latest = new Map<string | null, string>();
    return async (request) => {
      if (request.method !== "GET" || userIdOf(request) === undefined) return handler(request);
      const who = request.headers.get("authorization");
      latest.set(who, request.url);
      await clock.sleep(racePauseMs);
      return handler(new Request(latest.get(who) ?? request.url, { headers: request.headers }));
    };
  },
);
