import { describe, expect, test } from "vitest";
import { fetchAdapter } from "../client/http/fetch-adapter.ts";
import { createPacer } from "../client/pacing/pacer.ts";
import { createTransport } from "../client/transport.ts";
import { virtualClock } from "../contract/clock.ts";
import { type FamilyId, families, familyIds } from "../limiter/families.ts";
import { createRefill } from "./refill.ts";

type Settings = { readonly family: FamilyId; readonly limit: number; readonly windowS: number };
type Show = (headers: Record<string, string>) => Record<string, string>;

/** Spends most of a budget at once, then has it settled whether the budget comes back. */
const settled = async ({ family, limit, windowS }: Settings, show: Show = (headers) => headers) => {
  const clock = virtualClock();
  let limiter = families[family].begin({ limit, windowS }, clock.nowUs());
  const server = () => {
    const [next, { admitted, remaining, resetS }] = limiter.take(clock.nowUs());
    limiter = next;
    const headers = {
      "x-ratelimit-limit": `${limit}`,
      "x-ratelimit-remaining": `${remaining}`,
      "x-ratelimit-reset": `${resetS}`,
    };
    return new Response(null, { status: admitted ? 204 : 429, headers: show(headers) });
  };
  const pacer = createPacer({ clock, kind: "burst", longestWindowS: 60 });
  const target = {
    kind: "simulator",
    baseUrl: "http://simulator",
    tokens: { A: "0123456789" },
    assumedPerMinute: undefined,
  } as const;
  const transport = createTransport({ target, adapter: fetchAdapter(server, { clock, latencyMs: 20 }), clock, pacer });
  const send = () => transport.send({ method: "GET", path: "/users", as: "A" });
  const refill = createRefill(clock, () => pacer.view("A"));
  await send();
  refill.begin();
  for (let sent = 0; sent < Math.floor(limit * 0.75); sent++) await send();
  const fromUs = clock.nowUs();
  await refill.settle((ms) => transport.pause("A", ms), send);
  return { scarce: refill.scarce, tookS: (clock.nowUs() - fromUs) / 1e6 };
};

describe.each(familyIds)("a %s", (family) => {
  test.each([
    [90, 60],
    [10, 60],
    [300, 60],
    [40, 4],
  ])("of %i requests in %i s comes back", async (limit, windowS) => {
    const { scarce, tookS } = await settled({ family, limit, windowS });
    expect(scarce).toBe(false);
    expect(tookS).toBeLessThan(110);
  });

  test("of 60 requests an hour is too slow to wait for, which is known within two minutes", async () => {
    const { scarce, tookS } = await settled({ family, limit: 60, windowS: 3600 });
    expect(scarce).toBe(true);
    expect(tookS).toBeLessThan(120);
  });
});

test.each([
  [300, 3600],
  [1000, 86_400],
])("%i requests in %i s are too slow to wait for, which is known within two minutes", async (limit, windowS) => {
  const { scarce, tookS } = await settled({ family: "truncating-bucket", limit, windowS });
  expect(scarce).toBe(true);
  expect(tookS).toBeLessThan(120);
});

describe("a budget that comes back within a minute is not scarce", () => {
  const usual = { family: "truncating-bucket", limit: 90, windowS: 60 } as const;
  test.each([
    ["3600", "an hour"],
    ["1796000000", "a date"],
    ["0", "no time"],
    ["soon", "a word"],
  ])("whatever its Reset says: %s", async (resetS) => {
    const { scarce } = await settled(usual, (headers) => ({ ...headers, "x-ratelimit-reset": resetS }));
    expect(scarce).toBe(false);
  });

  test("nor is one that the service says nothing of", async () => {
    expect((await settled(usual, () => ({}))).scarce).toBe(false);
  });
});

test("what calls at the same time only seemed to cost has not come back", async () => {
  const clock = virtualClock();
  const seen = { limit: 60, remaining: 60, sent: 1, windowS: 60, paceMs: 900, waitMs: 0, waiting: 0 };
  const refill = createRefill(clock, () => ({ ...seen }));
  refill.begin();
  Object.assign(seen, { remaining: 9, sent: 48 });
  let left = 14;
  const ask = async () => Object.assign(seen, { remaining: --left, sent: seen.sent + 1 });
  await refill.settle((ms) => clock.sleep(ms), ask);
  expect(refill.scarce).toBe(true);
});
