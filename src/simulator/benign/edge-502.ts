import type { BenignVariant } from "../benign-variant.ts";

export const edge502: BenignVariant = {
  id: "edge-502",
  sentence: "Now and then an edge answers 502 with an HTML page in the place of the application.",
  wrap:
    (handler, { random }) =>
    async (request) => {
      if (random() >= 1 / 40) return handler(request);
      return new Response("<html><head><title>502 Bad Gateway</title></head><body></body></html>", {
        status: 502,
        headers: { "content-type": "text/html", server: "cloudflare" },
      });
    },
};
