import { userIdOf } from "../responses.ts";
import { wireFault } from "../wire-fault.ts";

export const limitedDeleteIsDone = wireFault(
  {
    id: "limited-delete-is-done",
    sentence: "A delete that is answered with 429 is done all the same.",
    class: "R",
    breaks: "limited-write-changes-nothing",
  },
  (handler, { store }) =>
    async (request) => {
      const response = await handler(request);
      if (response.status === 429 && request.method === "DELETE") store.remove(Number(userIdOf(request)));
      return response;
    },
);
