import { describe, expect, it, test } from "vitest";
import { createApi } from "../client/api.ts";
import { type FetchHandler, fetchAdapter } from "../client/http/fetch-adapter.ts";
import { undiciAdapter } from "../client/http/undici-adapter.ts";
import { createJournal } from "../client/journal.ts";
import { createTransport } from "../client/transport.ts";
import { realClock, virtualClock } from "../contract/clock.ts";
import { endingOf } from "../contract/ending.ts";
import { createSimulator } from "../simulator/simulator.ts";
import { prepare, watchRecords } from "./records.ts";
import { serve } from "./testing/transport.ts";

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
  const journal = createJournal(
    () => {},
    { baseUrl: "http://127.0.0.1:1/public/v2", startedAt: "" },
    () => true,
  );
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

/** What is learnt from a server that answers so. */
const learntFrom = async (status: number, headers: Readonly<Record<string, string>>, body: string) => {
  const server = await serve((_, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
  });
  const transport = createTransport({
    target: { kind: "live", baseUrl: server.url, tokens: { A: "secret" }, assumedPerMinute: undefined },
    adapter: undiciAdapter(),
    clock: realClock,
  });
  try {
    return await prepare({ transport, email: () => "a@example.com", conditions: { windowS: 60 } });
  } finally {
    await transport.close();
    await server.close();
  }
};

/** What is learnt from a server that makes the user and tells its limit in these headers. */
const limitFrom = (headers: Readonly<Record<string, string>>) => learntFrom(201, headers, '{"id":7}');

describe("before load", () => {
  const html = { "content-type": "text/html" };
  it.each([
    ["a refused token", 401, {}, '{"message":"Invalid token"}', /refuses the token in GOREST_TOKEN \(401/],
    ["a block", 403, {}, '{"cloudflare_error":true,"ray_id":"9d1f"}', /Cloudflare answered 403 .*ray 9d1f/],
    ["a login page", 200, html, "<html>Sign in</html>", /login or notice page .*GOREST_BASE_URL end in/],
    ["a redirect", 302, { location: "https://h.example/login" }, "", /redirects to https:\/\/h\.example/],
    ["an address without users", 404, {}, '{"message":"x"}', /answered 404; does GOREST_BASE_URL end in/],
    ["another API", 200, {}, '{"ok":true}', /answered 200; does GOREST_BASE_URL end in/],
    ["a refusal", 422, {}, '[{"field":"email","message":"x"}]', /it answered 422$/],
  ] as const)("%s ends it in one line that says what to mend", async (_, status, headers, body, reason) => {
    expect(await learntFrom(status, headers, body)).toEqual({ unable: expect.stringMatching(reason) });
  });

  it("the limit is learnt from any of the headers that tell one", async () => {
    expect(await limitFrom({ "x-ratelimit-limit": "30" })).toEqual({ userId: 7, limit: 30 });
    expect(await limitFrom({ "ratelimit-policy": '"default";q=30;w=60', ratelimit: '"default";r=29;t=2' })).toEqual({
      userId: 7,
      limit: 30,
    });
    expect(await limitFrom({ "ratelimit-limit": "30, 30;w=60" })).toEqual({ userId: 7, limit: 30 });
    expect(await limitFrom({ ratelimit: "limit=30, remaining=29, reset=2" })).toEqual({ userId: 7, limit: 30 });
  });

  it("of a limit on an hour only its share of our window is taken", async () => {
    expect(await limitFrom({ "ratelimit-policy": '"default";q=600;w=3600' })).toEqual({ userId: 7, limit: 10 });
  });

  it("a server that tells none leaves the limit to the caller", async () => {
    expect(await limitFrom({})).toEqual({ userId: 7, limit: undefined });
  });
});
