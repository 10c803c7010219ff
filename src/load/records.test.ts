import { expect, test } from "vitest";
import { createApi } from "../client/api.ts";
import { type FetchHandler, fetchAdapter } from "../client/http/fetch-adapter.ts";
import { createJournal } from "../client/journal.ts";
import { createTransport } from "../client/transport.ts";
import { virtualClock } from "../contract/clock.ts";
import { endingOf } from "../contract/ending.ts";
import { createSimulator } from "../simulator/simulator.ts";
import { watchRecords } from "./records.ts";

const edge = () =>
  new Response("<html>502 Bad Gateway</html>", { status: 502, headers: { "content-type": "text/html" } });

test.each<readonly [string, (simulated: FetchHandler) => FetchHandler]>([
  [
    "happened",
    (simulated) => async (request) => {
      await simulated(request);
      return edge();
    },
  ],
  ["did not happen", () => edge],
])("a create that got lost and %s: nothing stays, and the journal knows it", async (_, lost) => {
  const clock = virtualClock();
  const simulator = createSimulator({ clock, seed: 1 });
  const before = simulator.store.size;
  const journal = createJournal(() => {}, { baseUrl: "http://127.0.0.1:1/public/v2", startedAt: "" });
  const target = {
    kind: "live" as const,
    baseUrl: "http://127.0.0.1:1/public/v2",
    tokens: { A: simulator.tokens.A },
    assumedPerMinute: 90,
  };
  const handler: FetchHandler = (request) =>
    request.method === "POST" ? lost(simulator.fetch)(request) : simulator.fetch(request);
  const adapter = fetchAdapter(handler, { clock });
  const transport = createTransport({ target, clock, adapter, beforeSend: journal.beforeSend });
  transport.listen(journal.listener);
  const own = watchRecords(transport);
  await createApi(transport.send, { as: "A" }).POST("/users", {
    body: { name: "Ann", gender: "female", status: "active", email: "ann.n1.c1.ghxabcdefgh@example.com" },
  });
  expect(journal.unsure()).toBe(1);
  await own.clean(endingOf(clock, undefined));
  expect(simulator.store.size).toBe(before);
  expect(own.ids.size).toBe(0);
  expect(journal.unsure() + journal.left().length).toBe(0);
});
