import { describe, expect, it } from "vitest";
import { createTransport } from "../client/create-transport.ts";
import { undiciAdapter } from "../client/http/undici-adapter.ts";
import { realClock } from "../contract/clock.ts";
import { prepare } from "./prepare.ts";
import { serve } from "./testing/transport.ts";

/** What is learnt from a server that makes the user and tells its limit in these headers. */
const limitFrom = async (headers: Readonly<Record<string, string>>) => {
  const server = await serve((_, response) => {
    response.writeHead(201, { "content-type": "application/json", ...headers }).end('{"id":7}');
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

describe("before load", () => {
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
