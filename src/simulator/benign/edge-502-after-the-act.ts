import type { BenignVariant } from "../benign-variant.ts";

export const edge502AfterTheAct: BenignVariant = {
  id: "edge-502-after-the-act",
  sentence: "Now and then an edge answers 502 after the application has done what was asked.",
  wrap:
    (handler, { random }) =>
    async (request) => {
      const response = await handler(request);
      if (random() >= 1 / 40) return response;
      return new Response("<html><head><title>502 Bad Gateway</title></head><body></body></html>", {
        status: 502,
        headers: { "content-type": "text/html; charset=UTF-8", server: "cloudflare" },
      });
    },
};
