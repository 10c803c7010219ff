import { expect, test } from "vitest";
import type { FetchHandler } from "../../src/client/http/fetch-adapter.ts";
import { runAgainst } from "./testing/run-against.ts";

/** Refusals with another text than the recorded one. */
const worded =
  (simulated: FetchHandler): FetchHandler =>
  async (request) => {
    const response = await simulated(request);
    if (response.status !== 429) return response;
    return Response.json({ message: "Slow down" }, { status: 429, headers: response.headers });
  };

test.each(["fixed-window-aligned", "fixed-window-anchored"] as const)(
  "what a %s refuses is judged within 240 requests, though the window ends while its budget is waited for",
  async (family) => {
    const { broken, record } = await runAgainst(worded, { family, budget: 240 });
    expect(record.requests).toBeLessThanOrEqual(240);
    expect(broken).toEqual(["too-many-requests-shape"]);
  },
);
