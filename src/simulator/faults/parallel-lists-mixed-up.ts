import { racePauseMs } from "../race.ts";
import { userIdOf } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const parallelListsMixedUp = wireFault(
  {
    id: "parallel-lists-mixed-up",
    sentence: "Of lists at the same time all are answered as the one asked for last.",
    class: "C",
    breaks: "filter-matches-every-item",
  },
  (handler, { clock }) => {
    const latest = new Map<string | null, string>();
    return async (request) => {
      if (request.method !== "GET" || userIdOf(request) !== undefined) return handler(request);
      const who = request.headers.get("authorization");
      latest.set(who, request.url);
      await clock.sleep(racePauseMs);
      return handler(new Request(latest.get(who) ?? request.url, { headers: request.headers }));
    };
  },
);
