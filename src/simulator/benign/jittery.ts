import type { BenignVariant } from "../benign-variant.ts";

export const jittery: BenignVariant = {
  id: "jittery",
  sentence: "Answers take from nothing to 0.3 s, so that parallel ones overtake each other.",
  wrap:
    (handler, { clock, random }) =>
    async (request) => {
      await clock.sleep(random() * 150);
      const response = await handler(request);
      await clock.sleep(random() * 150);
      return response;
    },
};
