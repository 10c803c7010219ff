import type { BenignVariant } from "../benign-variant.ts";

export const resetsAfterTheAct: BenignVariant = {
  id: "resets-after-the-act",
  sentence: "Now and then a connection is reset after the application has done what was asked.",
  wrap:
    (handler, { random }) =>
    async (request) => {
      const response = await handler(request);
      if (random() >= 1 / 40) return response;
      throw new TypeError("fetch failed", {
        cause: Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }),
      });
    },
};
