import type { BenignVariant } from "../benign-variant.ts";

export const resets: BenignVariant = {
  id: "resets",
  sentence: "Now and then a connection is reset before the application has seen the request.",
  wrap:
    (handler, { random }) =>
    async (request) => {
      if (random() >= 1 / 40) return handler(request);
      throw new TypeError("fetch failed", {
        cause: Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }),
      });
    },
};
