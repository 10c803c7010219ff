import { describe, expect, it } from "vitest";
import type { HttpAdapter } from "../client/http/adapter.ts";
import { fetchAdapter } from "../client/http/fetch-adapter.ts";
import { undiciAdapter } from "../client/http/undici-adapter.ts";
import { createTransport } from "../client/transport.ts";
import { type Clock, idleTurnsOfSockets, realClock, virtualClock } from "../contract/clock.ts";
import { createLatencyBook } from "./latency.ts";
import { runPhases, type Track } from "./run-phases.ts";
import type { Conditions } from "./scenario.ts";
import { burst, even, gapVariation, pause, sequence } from "./schedule.ts";
import { serve } from "./testing/transport.ts";
import type { ScenarioTraffic } from "./traffic.ts";
import type { Stream } from "./work.ts";

const conditions: Conditions = {
  kind: "simulator",
  limit: 90,
  windowS: 1,
  durationS: undefined,
  tokens: ["A"],
  mayExceed: true,
  seed: 1,
};

const stream = (over: Partial<Stream>): Stream => ({
  name: "only",
  as: "A",
  arrivals: even(100, 0.5),
  work: "readOne",
  pace: "now",
  refused: "count",
  connections: 4,
  ...over,
});

interface Against {
  readonly streams: readonly Stream[];
  readonly clock: Clock;
  readonly adapter: HttpAdapter;
}

const phasesOver = async (
  { streams, clock, adapter }: Against,
  baseUrl = "http://127.0.0.1:4010",
): Promise<ScenarioTraffic> => {
  const transport = createTransport({
    target: { kind: "simulator", baseUrl, tokens: { A: "secret" }, assumedPerMinute: undefined },
    adapter,
    clock,
  });
  const track: Track = {
    transport,
    conditions,
    purpose: "test",
    signal: new AbortController().signal,
    context: { userId: 1, email: () => "a@example.com", random: () => 0 },
    settle: async () => {},
    common: createLatencyBook(),
  };
  try {
    return await runPhases([{ streams }], track);
  } finally {
    await transport.close();
  }
};

/** Runs streams in virtual time against a service that answers as told, and says when each request arrived, ms. */
const against = async (statusOf: (nth: number) => number, ...streams: readonly Stream[]) => {
  const arrivals: number[] = [];
  const clock = virtualClock(undefined, idleTurnsOfSockets);
  const service = async () => {
    arrivals.push(clock.nowUs() / 1000);
    return Response.json({ id: 1 }, { status: statusOf(arrivals.length) });
  };
  const traffic = await phasesOver({ streams, clock, adapter: fetchAdapter(service, { clock, latencyMs: 2 }) });
  return { arrivals, traffic };
};

describe("a stream through the proxy", () => {
  it("arrives once for each slot, no sooner than meant, and nothing is dropped in silence", async () => {
    const { arrivals, traffic } = await against(() => 200, stream({ arrivals: even(100, 0.5) }));
    const [only] = traffic.streams;
    expect(arrivals).toHaveLength(50);
    expect(only).toMatchObject({ planned: 50, begun: 50, ended: 50, sent: 50, accepted: 50, refused: 0, failed: 0 });
    expect(traffic.dropped).toBe(0);
    // Sightings come in the order of the answers, which may overtake each other.
    const starts = (only?.samples ?? []).map(({ startUs }) => startUs).sort((a, b) => a - b);
    expect(starts.filter((startUs, i) => startUs < (only?.beginUs ?? 0) + i * 10_000)).toEqual([]);
  });

  it("a refused request is sent again until it is accepted, and waits count from its slot", async () => {
    const { arrivals, traffic } = await against(
      (nth) => (nth <= 3 ? 429 : 200),
      stream({ arrivals: burst(2), refused: "retry", connections: 1 }),
    );
    const [only] = traffic.streams;
    expect(arrivals).toHaveLength(5);
    expect(only).toMatchObject({ sent: 5, accepted: 2, refused: 3 });
    expect(only?.latency.samples("time to accept")).toBe(2);
    expect(only?.latency.quantile("time to accept", 0.5) ?? 0).toBeGreaterThan(
      only?.latency.quantile("accepted", 0.5) ?? Number.POSITIVE_INFINITY,
    );
  });

  it("a refused request that is only counted goes out once", async () => {
    const { arrivals, traffic } = await against(() => 429, stream({ arrivals: burst(8), connections: 8 }));
    expect(arrivals).toHaveLength(8);
    expect(traffic.streams[0]).toMatchObject({ refused: 8, accepted: 0, ended: 8 });
  });

  it("an answer without service, 5xx or 401, failed and is in no latency", async () => {
    const { traffic } = await against((nth) => (nth % 2 === 0 ? 503 : 401), stream({ arrivals: burst(8) }));
    const [only] = traffic.streams;
    expect(only).toMatchObject({ sent: 8, accepted: 0, refused: 0, failed: 8, ended: 8 });
    expect(only?.latency.samples("accepted")).toBe(0);
    expect(only?.latency.samples("time to accept")).toBe(0);
  });

  it("keeps to bursts and pauses", async () => {
    const { arrivals } = await against(
      () => 200,
      stream({ arrivals: sequence(burst(5), pause(0.2), burst(5)), connections: 5 }),
    );
    // The way to the service takes each some other millisecond.
    const tens = arrivals.map((at) => Math.round((at - (arrivals[0] ?? 0)) / 10));
    expect(tens).toEqual([0, 0, 0, 0, 0, 20, 20, 20, 20, 20]);
    expect(gapVariation(arrivals)).toBeGreaterThan(1);
  });

  it("setting up a connection is not service time", async () => {
    const server = await serve((_, response) => response.end("{}"));
    const streams = [stream({ arrivals: burst(5), connections: 5 })];
    const traffic = await phasesOver({ streams, clock: realClock, adapter: undiciAdapter() }, server.url);
    await server.close();
    const samples = (name: "connection" | "accepted") => traffic.streams[0]?.latency.samples(name);
    expect(samples("accepted")).toBe(5);
    expect(samples("connection")).toBeGreaterThan(0);
  });

  it("streams of a phase run side by side", async () => {
    const { traffic } = await against(
      () => 200,
      stream({ name: "one", arrivals: even(50, 0.2) }),
      stream({ name: "two", arrivals: even(50, 0.2) }),
    );
    const [one, two] = traffic.streams;
    expect(one?.beginUs).toBe(two?.beginUs);
    expect([one?.sent, two?.sent]).toEqual([10, 10]);
  });
});
