import { pathOf } from "../../contract/route.ts";
import type { Command } from "../step.ts";

const path = pathOf("listUsers");
/** Of a page in a browser. */
export const origin = "https://app.example";

/** What a browser sends for a page of another origin: the preflight request of a write, and a list, which needs none. */
export const preflight: Command<"preflight"> = {
  id: "preflight",
  cost: () => 2,
  run: async ({ as, method }, context) => {
    const headers = {
      origin,
      "access-control-request-method": method,
      "access-control-request-headers": "authorization",
    };
    await context.send({ method: "OPTIONS", path, as: "anonymous", headers });
    await context.send({ method: "GET", path: `${path}?per_page=1`, as, headers: { origin } });
  },
};
