import type { Command } from "../step.ts";

/** Any request at all, for input no client would send. */
export const raw: Command<"raw"> = {
  id: "raw",
  cost: () => 1,
  run: async ({ as, method, path, contentType, body }, hand) => {
    await hand.send({
      method,
      path,
      as,
      ...(contentType === undefined ? {} : { headers: { "content-type": contentType } }),
      ...(body === undefined ? {} : { body }),
    });
  },
};
