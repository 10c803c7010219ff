import { racePauseMs } from "../race.ts";
import { userIdOf } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const parallelCallersMixedUp = wireFault(
  {
    id: "parallel-callers-mixed-up",
    sentence: "Of reads at the same time all are answered as if the last caller had asked.",
    class: "C",
    breaks: "private-user-hidden-from-others",
  },
  (handler, { clock }) => {
    let latest: string | null = null;
    return async (request) => {
      if (request.method !== "GET" || userIdOf(request) === undefined) return handler(request);
      latest = request.headers.get("authorization");
      await clock.sleep(racePauseMs);
      const headers = new Headers(request.headers);
      if (latest === null) headers.delete("authorization");
      else headers.set("authorization", latest);
      return handler(new Request(request.url, { headers }));
    };
  },
);
