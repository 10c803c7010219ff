import { describe, expect, test } from "vitest";
import { createApi } from "../../src/client/api.ts";
import { fetchAdapter } from "../../src/client/http/fetch-adapter.ts";
import { createPacer } from "../../src/client/pacing/pacer.ts";
import { createTransport } from "../../src/client/transport.ts";
import { virtualClock } from "../../src/contract/clock.ts";
import { cleanUpMs, endingOf, seenThroughMs } from "../../src/contract/ending.ts";
import { statusOf } from "../../src/contract/exchange.ts";
import { createMarker } from "../../src/generators/marker.ts";
import { watchRecords } from "../../src/load/records.ts";
import { sweepAllMarked, sweepStale } from "../../src/run/sweep.ts";
import { createSimulator } from "../../src/simulator/simulator.ts";

// What deletes records is interrupted at each of its events, on a clock of its own: it ends in time and tells the truth.

const made = 3;

/** A service with records of ours on it. */
const scene = async (limit = 90) => {
  const clock = virtualClock();
  const simulator = createSimulator({ clock, seed: 1, seedUsers: 20, limit });
  const { A, B } = simulator.tokens;
  const target = {
    kind: "live" as const,
    baseUrl: "http://127.0.0.1:4010/public/v2",
    tokens: { A, B, invalid: "no-such-token" },
    assumedPerMinute: limit,
  };
  const pacer = createPacer({ clock, assumedPerMinute: limit });
  /** Requests that get no answer. */
  const hangs = new Set<string>();
  const adapter = fetchAdapter(
    (request) =>
      hangs.has(`${request.method} ${new URL(request.url).pathname}`)
        ? new Promise<Response>(() => {})
        : simulator.fetch(request),
    { clock, latencyMs: 20 },
  );
  const transport = createTransport({ target, adapter, clock, pacer });
  const own = watchRecords(transport);
  const marker = createMarker("abcdefgh");
  const api = createApi(transport.send, { as: "A" });
  for (let i = 0; i < made; i++) {
    const body = { name: "Ann", gender: "female" as const, status: "active" as const, email: marker.email(1, "ann") };
    expect(statusOf(await api.POST("/users", { body }))).toBe(201);
  }
  const stop = new AbortController();
  let stoppedUs: number | undefined;
  /** Stops at the event of this number, counted from now. */
  const stopAt = (number: number) => {
    let events = 0;
    transport.listen(() => {
      if (++events !== number) return;
      stoppedUs = clock.nowUs();
      stop.abort(new Error("interrupted"));
    });
  };
  const info = { kind: target.kind, baseUrl: target.baseUrl, tokens: ["A" as const, "B" as const], via: "in process" };
  return {
    session: { target, info, transport, clock, pacer },
    own,
    ids: [...own.ids],
    stop,
    stopAt,
    hang: (id: number | undefined) => hangs.add(`DELETE /public/v2/users/${id}`),
    left: () => simulator.store.size - 20,
    tookMs: () => (stoppedUs === undefined ? undefined : (clock.nowUs() - stoppedUs) / 1000),
  };
};

/** A deletion is two events: it is sent, it is done. */
const everyEvent = Array.from({ length: 2 * made }, (_, index) => index + 1);
/** So small that deletions wait for their turn. */
const limits = [90, 6];

describe.each(limits)("at %i requests a minute", (limit) => {
  test.each(everyEvent)("load that is stopped at event %i of its cleaning up", async (event) => {
    const { own, session, stop, stopAt, left, tookMs } = await scene(limit);
    stopAt(event);
    const ending = endingOf(session.clock, stop.signal);
    await own.clean(ending).catch((error: unknown) => expect(error).toBe(stop.signal.reason));
    ending.done();
    expect(own.ids.size).toBe(left());
    expect(tookMs()).toBeLessThanOrEqual(cleanUpMs + 100);
    if (limit === 90) expect(left()).toBe(0);
  });

  test.each(everyEvent)("a sweep that is stopped at event %i", async (event) => {
    const { ids, session, stop, stopAt, left, tookMs } = await scene(limit);
    stopAt(event);
    const records = ids.map((id) => ({ id, as: "A" as const }));
    const journal = { baseUrl: session.target.baseUrl, records, unresolved: [], refused: [] };
    const { removed, whole } = await sweepStale(session, [journal], { most: 100, signal: stop.signal });
    expect(removed).toBe(made - left());
    expect(whole).toBe(left() === 0);
    expect(tookMs()).toBeLessThanOrEqual(seenThroughMs);
  });

  test.each(everyEvent)("a sweep by marker that is stopped at event %i", async (event) => {
    const { session, stop, stopAt, left, tookMs } = await scene(limit);
    stopAt(event);
    const { removed, whole } = await sweepAllMarked(session, ".ghx", { most: 100, signal: stop.signal });
    expect(removed).toBe(made - left());
    expect(whole).toBe(false);
    expect(tookMs()).toBeLessThanOrEqual(seenThroughMs);
  });
});

describe("one deletion hangs", () => {
  test.each([1, 2, 3])("load that is stopped at event %i deletes the others", async (event) => {
    const { own, ids, session, stop, stopAt, hang, left, tookMs } = await scene();
    const [first] = ids;
    hang(first);
    stopAt(event);
    const ending = endingOf(session.clock, stop.signal);
    await own.clean(ending);
    ending.done();
    expect([...own.ids]).toEqual([first]);
    expect(left()).toBe(1);
    expect(tookMs()).toBeLessThanOrEqual(cleanUpMs + 100);
  });

  test("a sweep that is stopped gives it up and ends", async () => {
    const { ids, session, stop, stopAt, hang, left, tookMs } = await scene();
    hang(ids[0]);
    stopAt(1);
    const records = ids.map((id) => ({ id, as: "A" as const }));
    const journal = { baseUrl: session.target.baseUrl, records, unresolved: [], refused: [] };
    expect(await sweepStale(session, [journal], { most: 100, signal: stop.signal })).toMatchObject({
      removed: 0,
      whole: false,
    });
    expect(left()).toBe(made);
    expect(tookMs()).toBeLessThanOrEqual(seenThroughMs + 100);
  });
});
