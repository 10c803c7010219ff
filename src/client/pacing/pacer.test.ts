import { describe, expect, test } from "vitest";
import { type Clock, virtualClock } from "../../contract/clock.ts";
import { defined } from "../../contract/defined.ts";
import type { Exchange } from "../../contract/exchange.ts";
import type { Target } from "../../contract/target.ts";
import { families, familyIds } from "../../limiter/families.ts";
import { fetchAdapter } from "../http/fetch-adapter.ts";
import { createTransport } from "../transport.ts";
import { createPacer, type PacerOptions } from "./pacer.ts";

const target: Target = {
  kind: "simulator",
  baseUrl: "http://simulator",
  tokens: { A: "0123456789", B: "9876543210" },
  assumedPerMinute: undefined,
};

/** A server of nothing but limiters, one a token, and a transport to it. */
const limited = (
  id: (typeof familyIds)[number],
  limit: number,
  options: Partial<PacerOptions> = {},
  clock: Clock = virtualClock(),
) => {
  const running = new Map<string | null, ReturnType<(typeof families)[typeof id]["begin"]>>();
  const adapter = fetchAdapter(
    (request) => {
      const token = request.headers.get("authorization");
      const [next, { admitted, remaining, resetS }] = (
        running.get(token) ?? families[id].begin({ limit, windowS: 60 }, clock.nowUs())
      ).take(clock.nowUs());
      running.set(token, next);
      return new Response(null, {
        status: admitted ? 204 : 429,
        headers: {
          "x-ratelimit-limit": `${limit}`,
          "x-ratelimit-remaining": `${remaining}`,
          "x-ratelimit-reset": `${resetS}`,
        },
      });
    },
    { clock, latencyMs: 40 },
  );
  const pacer = createPacer({ clock, ...options });
  const transport = createTransport({ target, adapter, clock, pacer });
  const send = (as: "A" | "B" = "A", signal?: AbortSignal): Promise<Exchange> =>
    transport.send({ method: "GET", path: "/users", as, ...defined({ signal }) });
  return { clock, pacer, send, transport };
};
const statusOf = ({ outcome }: Exchange) => (outcome.kind === "answer" ? outcome.status : outcome.fault);

test.each(familyIds)("200 requests of parallel callers over a limit of 30 meet no 429: %s", async (id) => {
  const { send, clock } = limited(id, 30);
  const exchanges = await Promise.all(Array.from({ length: 200 }, () => send()));
  expect(exchanges.map(statusOf).filter((status) => status !== 204)).toEqual([]);
  expect(clock.nowUs()).toBeLessThan(12 * 60 * 1_000_000);
});

test("callers are let through in the order they came", async () => {
  const { send } = limited("token-bucket", 10);
  const order: number[] = [];
  await Promise.all(Array.from({ length: 30 }, (_, at) => send().then(() => order.push(at))));
  // Overlapping answers may swap neighbours; the order of leaving is that of sequence numbers.
  expect(order.every((at, index) => Math.abs(at - index) <= 8)).toBe(true);
});

test("a token that has to wait does not keep another waiting", async () => {
  const { send, clock } = limited("fixed-window-anchored", 10, { kind: "even" });
  await Promise.all(Array.from({ length: 10 }, () => send("A")));
  const beforeUs = clock.nowUs();
  const waiting = send("A");
  await send("B");
  expect(clock.nowUs() - beforeUs).toBeLessThan(100_000);
  await waiting;
});

test("a caller that gives up leaves the queue and the rest move up", async () => {
  const { send, pacer } = limited("token-bucket", 10, { kind: "even" });
  await send();
  const stop = new AbortController();
  const first = send("A", stop.signal);
  const second = send();
  expect(pacer.view("A").waiting).toBe(2);
  stop.abort(new Error("gone"));
  await expect(first).rejects.toThrow("gone");
  expect(pacer.view("A").waiting).toBe(1);
  expect(statusOf(await second)).toBe(204);
});

test("the wall clock may jump", async () => {
  const base = virtualClock();
  let calls = 0;
  const clock: Clock = { ...base, wallMs: () => (calls++ % 2 === 0 ? 0 : 4e12) };
  const { send } = limited("fixed-window-aligned", 10, {}, clock);
  const exchanges = await Promise.all(Array.from({ length: 40 }, () => send()));
  expect(exchanges.every((exchange) => statusOf(exchange) === 204)).toBe(true);
});

test("callers without a budget of their own are not paced", async () => {
  const clock = virtualClock();
  const pacer = createPacer({ clock });
  const adapter = fetchAdapter(() => new Response(null, { status: 401 }), { clock, latencyMs: 40 });
  const transport = createTransport({
    target: { ...target, tokens: { invalid: "made-up-token" } },
    adapter,
    clock,
    pacer,
  });
  await Promise.all(
    Array.from({ length: 50 }, (_, at) =>
      transport.send({ method: "GET", path: "/users", as: at % 2 ? "anonymous" : "invalid" }),
    ),
  );
  expect(clock.nowUs()).toBeLessThan(100_000);
});

test("two thousand callers in the queue cost no storm of wake-ups", async () => {
  const base = virtualClock();
  let timers = 0;
  const clock: Clock = {
    ...base,
    after: (ms, call) => {
      timers++;
      return base.after(ms, call);
    },
  };
  const pacer = createPacer({ clock, kind: "even", assumedPerMinute: 6000 });
  const served = Promise.all(Array.from({ length: 2000 }, () => pacer.acquire("anonymous")));
  await served;
  expect(timers).toBeGreaterThan(1900);
  expect(timers).toBeLessThanOrEqual(2001);
  expect(clock.nowUs()).toBeGreaterThan((1998 / 90) * 1_000_000);
});

test("a date in the Retry-After of a 503 holds the token until then", async () => {
  const clock = virtualClock();
  const pacer = createPacer({ clock });
  const headers = { "retry-after": "Wed, 21 Oct 2015 07:28:30 GMT", date: "Wed, 21 Oct 2015 07:28:00 GMT" };
  const adapter = fetchAdapter(() => new Response(null, { status: 503, headers }), { clock, latencyMs: 40 });
  const transport = createTransport({ target, adapter, clock, pacer });
  await transport.send({ method: "GET", path: "/users", as: "A" });
  expect(pacer.view("A").waitMs).toBeGreaterThan(29_900);
  expect(pacer.view("B").waitMs).toBe(0);
});

test.each([
  ["as long as it asks", 30, 29.9],
  ["no longer than any window: an hour is not waited for", 3600, 0.9],
])("a 429 of a gateway is no word of the limiter: it is given quiet %s", async (_, retry_after, waitS) => {
  const clock = virtualClock();
  const pacer = createPacer({ clock });
  const body = JSON.stringify({ cloudflare_error: true, error_code: 1015, retry_after });
  let blocked = false;
  const headers = { "x-ratelimit-limit": "90", "x-ratelimit-remaining": "80", "x-ratelimit-reset": "7" };
  const adapter = fetchAdapter(
    () => (blocked ? new Response(body, { status: 429 }) : new Response("[]", { headers })),
    {
      clock,
    },
  );
  const transport = createTransport({ target, adapter, clock, pacer });
  await transport.send({ method: "GET", path: "/users", as: "A" });
  const before = pacer.view("A");
  blocked = true;
  await transport.send({ method: "GET", path: "/users", as: "A" });
  const { waitMs, limit, remaining } = pacer.view("A");
  expect(waitMs / 1000).toBeGreaterThan(waitS);
  expect(waitMs / 1000).toBeLessThanOrEqual(Math.ceil(waitS));
  expect({ limit, remaining }).toEqual({ limit: before.limit, remaining: (before.remaining ?? 0) - 1 });
});

/** Timers that wake so much later than asked. */
const drowsy = (clock: Clock, lateMs: () => number): Clock => ({
  ...clock,
  after: (ms, call) => clock.after(ms + lateMs(), call),
});

test("a turn tells how late it is by our timers, what earlier ones left behind included, and not what the budget took", async () => {
  const clock = virtualClock();
  let late = 0;
  const pacer = createPacer({ clock: drowsy(clock, () => late), kind: "even", assumedPerMinute: 60, share: 1 });
  const turn = async () => {
    const { lateUs } = await pacer.acquire("anonymous");
    return [Math.round(clock.nowUs() / 1000), Math.round(lateUs / 1000)];
  };
  expect(await turn()).toEqual([0, 0]);
  expect(await turn()).toEqual([1000, 0]);
  late = 300;
  expect(await turn()).toEqual([2300, 300]);
  late = 0;
  // The pace counts from when the last one really left, but for the twentieth of a second it makes up for.
  const [leftMs = 0, lateMs = 0] = await turn();
  expect(leftMs - lateMs).toBe(3000);
  expect(lateMs).toBeGreaterThan(200);
});

test("a caller that waits for answers, or for Reset, is not late", async () => {
  const { pacer, send, clock } = limited("fixed-window-anchored", 10, { kind: "burst", share: 1 });
  const late: number[] = [];
  for (let n = 0; n < 25; n++) {
    const { lateUs } = await pacer.acquire("A");
    late.push(lateUs);
    pacer.release("A");
    await send();
  }
  expect(clock.nowUs()).toBeGreaterThan(60e6);
  expect(Math.max(...late)).toBeLessThan(2000);
});

describe("waits are told of as they begin", () => {
  const told = (options: Partial<PacerOptions> = {}) => {
    const waits: string[] = [];
    const made = limited("fixed-window-anchored", 10, {
      ...options,
      onWait: ({ budget, ms }) =>
        waits.push(`${budget} ${Math.ceil(ms / 1000)} s at ${Math.round(made.clock.nowUs() / 1e6)}`),
    });
    return { ...made, waits };
  };

  test("once a wait, whoever queues; those of two seconds and less are not", async () => {
    const { transport, send, waits } = told();
    await Promise.all(
      Array.from({ length: 10 }, () => transport.send({ method: "GET", path: "/", as: "A", pace: "now" })),
    );
    await Promise.all([send(), send(), send()]);
    expect(waits).toEqual([expect.stringMatching(/^A 6\d s at 0$/)]);
    await transport.pause("B", 2000);
    expect(waits).toHaveLength(1);
  });

  test("beside the queue too, and both as one where they end together", async () => {
    const { transport, send, waits, clock } = told();
    await Promise.all(
      Array.from({ length: 11 }, () => transport.send({ method: "GET", path: "/", as: "A", pace: "now" })),
    );
    await Promise.all([transport.pause("A", 60_000), send()]);
    expect(waits).toEqual([expect.stringMatching(/^A 6\d s at 0$/)]);
    expect(clock.nowUs()).toBeLessThan(62e6);
  });
});

test("a wait beside the queue is at most two windows, and ends with its signal", async () => {
  const { transport, clock } = limited("token-bucket", 10);
  await transport.pause("A", 3_600_000);
  expect(clock.nowUs()).toBe(120e6);
  const stop = new AbortController();
  const waiting = transport.pause("A", 60_000, stop.signal);
  stop.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
});
