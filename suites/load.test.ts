import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fetchAdapter } from "../src/client/http/fetch-adapter.ts";
import { createPacer } from "../src/client/pacing/pacer.ts";
import { createTransport } from "../src/client/transport.ts";
import { type Clock, idleTurnsOfSockets, virtualClock } from "../src/contract/clock.ts";
import { defined } from "../src/contract/defined.ts";
import { createLatencyBook } from "../src/load/latency.ts";
import { runLoad } from "../src/load/run-load.ts";
import type { Bound, Conditions, Metric, Scenario, Threshold } from "../src/load/scenario.ts";
import { countOf } from "../src/load/schedule.ts";
import { createStreamTraffic, type StreamTraffic } from "../src/load/traffic.ts";
import type { Handler } from "../src/simulator/fault.ts";
import { createSimulator, type SimulatorOptions } from "../src/simulator/simulator.ts";
import { burstDrain } from "./load/burst-drain.ts";
import { calibrate } from "./load/calibrate.ts";
import { overloadRecover } from "./load/overload-recover.ts";
import { paced } from "./load/paced.ts";
import { scenarios } from "./load.ts";

const conditions: Conditions = {
  kind: "simulator",
  limit: 30,
  windowS: 2,
  durationS: undefined,
  tokens: ["A", "B"],
  mayExceed: true,
  seed: 1,
};

interface Setting {
  readonly conditions?: Partial<Conditions>;
  /** What stands between the service and its callers. */
  readonly between?: (service: Handler, clock: Clock) => Handler;
  readonly maxTimeS?: number;
  /** Another limiter than the recorded one; a pacer then keeps to it. */
  readonly family?: SimulatorOptions["family"];
}

/** The service is in this process and time is virtual; the load generator's own sockets are real, and wait for nothing. */
const run = async (list: readonly Scenario[], setting: Setting = {}) => {
  const clock = virtualClock(undefined, idleTurnsOfSockets);
  const { limit, windowS } = conditions;
  const { family } = setting;
  const simulator = createSimulator({ clock, limit, windowS, ...defined({ family }) });
  const fetch = setting.between?.(simulator.fetch, clock) ?? simulator.fetch;
  const transport = createTransport({
    target: {
      kind: "simulator",
      baseUrl: "http://127.0.0.1:4010/public/v2",
      tokens: simulator.tokens,
      assumedPerMinute: undefined,
    },
    adapter: fetchAdapter(fetch, { clock, latencyMs: 5 }),
    clock,
    ...(family === undefined ? {} : { pacer: createPacer({ clock, kind: "even", windowS }) }),
  });
  const usersBefore = simulator.store.size;
  let made = 0;
  try {
    const record = await runLoad({
      scenarios: list,
      transport,
      conditions: { ...conditions, ...setting.conditions },
      email: () => `load-${++made}@example.com`,
      ...(setting.maxTimeS === undefined ? {} : { maxTimeS: setting.maxTimeS }),
    });
    return { record, left: simulator.store.size - usersBefore, seconds: clock.nowUs() / 1e6 };
  } finally {
    await transport.close();
  }
};

describe("load scenarios", () => {
  it("the list and the folder hold the same scenarios, each in the file of its name", () => {
    const files = readdirSync(join(import.meta.dirname, "load")).map((file) => file.replace(/\.ts$/, ""));
    expect(scenarios.map(({ id }) => id).sort()).toEqual(files.sort());
  });

  it("all say what they cost, and none that exceeds the limit runs unasked", () => {
    for (const scenario of scenarios) {
      const { requests, seconds } = scenario.cost(conditions);
      expect(Number.isFinite(requests) && requests >= 0, scenario.id).toBe(true);
      expect(seconds, scenario.id).toBeGreaterThan(0);
      expect(scenario.overLimit && scenario.nightly.some((kind) => kind === "live"), scenario.id).toBe(false);
      for (const kind of scenario.nightly) expect(scenario.targets, scenario.id).toContain(kind);
    }
  });

  it("those that keep to the limit send no more than one budget unpaced", () => {
    const strict = { ...conditions, mayExceed: false };
    for (const scenario of scenarios as readonly Scenario[]) {
      if (scenario.phases === undefined || scenario.overLimit) continue;
      const unpaced = scenario.phases(strict).flatMap(({ streams }) => streams.filter(({ pace }) => pace === "now"));
      for (const alias of ["A", "B"]) {
        const sent = unpaced.filter(({ as }) => as === alias).map(({ arrivals }) => countOf(arrivals) ?? Infinity);
        expect(
          sent.reduce((sum, count) => sum + count, 0),
          scenario.id,
        ).toBeLessThanOrEqual(strict.limit);
      }
    }
  });

  it("each that is traffic names streams that exist in its thresholds", () => {
    for (const scenario of scenarios as readonly Scenario[]) {
      if (scenario.phases === undefined) continue;
      const names = scenario.phases(conditions).flatMap(({ streams }) => streams.map(({ name }) => name));
      expect(new Set(names).size, scenario.id).toBe(names.length);
      for (const { stream } of scenario.thresholds(conditions)) expect(names, scenario.id).toContain(stream);
    }
  });

  it("paced and burst-drain run end to end against the simulator and leave no user behind", async () => {
    const { record, left } = await run([paced, burstDrain], { conditions: { durationS: 1 } });
    expect(record.scenarios.map(({ id, outcome }) => [id, outcome])).toEqual([
      ["paced", "pass"],
      ["burst-drain", "pass"],
    ]);
    const [steady, drained] = record.scenarios;
    expect(steady?.counts).toMatchObject({ sent: 13, accepted: 13, refused: 0, failed: 0 });
    expect(drained?.counts.accepted).toBeGreaterThanOrEqual(27);
    expect(drained?.counts.refused).toBeGreaterThanOrEqual(1);
    expect(drained?.latency.find(({ name }) => name === "refused")?.samples).toBe(drained?.counts.refused);
    expect(left).toBe(0);
  });

  it("an even schedule begins with the budget that it needs, whatever was spent before", async () => {
    const { record } = await run([burstDrain, paced], {
      conditions: { durationS: 1 },
      family: "fixed-window-anchored",
    });
    expect(record.scenarios.map(({ id, outcome }) => [id, outcome])).toEqual([
      ["burst-drain", "pass"],
      ["paced", "pass"],
    ]);
  });

  it("a threshold given is held against what was measured, and decides like the scenario's own", async () => {
    const threshold = (metric: Metric, unit: string, bound: Bound): Threshold => ({
      ...{ sentence: metric, metric, unit, bound },
      given: true,
    });
    const given = [
      threshold("sent", "requests", { least: 13 }),
      threshold("failed", "requests", { most: 0 }),
      threshold("accepted avg", "ms", { most: 1, strict: true }),
      threshold("accepted p99", "ms", { most: 60_000 }),
    ];
    const { record } = await run([{ ...paced, thresholds: () => given }], { conditions: { durationS: 1 } });
    const [only] = record.scenarios;
    // Every answer takes 5 ms of virtual time.
    expect(only?.thresholds.map(({ holds, bound, strict }) => [holds, bound, strict])).toEqual([
      [true, "least", undefined],
      [true, "most", undefined],
      [false, "most", true],
      [true, "most", undefined],
    ]);
    expect(only?.thresholds.every(({ given: flag }) => flag)).toBe(true);
    expect(only?.reason).toContain("accepted avg");
    expect(only?.warnings.join("\n")).toContain('"accepted p99" rests on 13 samples; a p99 takes 299');
  });

  it("a service that answers 503 to every read has no goodput and passes nothing", async () => {
    const { record } = await run([paced, burstDrain], {
      conditions: { durationS: 1 },
      between: (service) => async (request) => {
        const answer = await service(request);
        return request.method === "GET" ? new Response("{}", { status: 503, headers: answer.headers }) : answer;
      },
    });
    for (const { id, outcome, counts, latency, thresholds, warnings } of record.scenarios) {
      expect([id, outcome, counts.accepted, counts.failed > 0], id).toEqual([id, "fail", 0, true]);
      expect(latency.filter(({ name }) => name === "accepted" || name === "time to accept")).toEqual([]);
      expect(warnings.join("\n")).toContain("answered 503");
      if (id === "paced")
        expect(thresholds.find(({ sentence }) => sentence.startsWith("goodput"))).toMatchObject({ holds: false });
    }
  });

  it("overload-recover finds a service that starves whoever keeps asking", async () => {
    const [limit, windowMs] = [10, 1000];
    let asked: number[] = [];
    const { record } = await run([overloadRecover], {
      conditions: { limit, windowS: windowMs / 1000 },
      // A sliding log that counts what it refuses as well.
      between: (service, clock) => async (request) => {
        if (request.method !== "GET") return service(request);
        const now = clock.nowUs() / 1000;
        asked = [...asked.filter((at) => at > now - windowMs), now];
        return new Response(asked.length > limit ? "{}" : '{"id":1}', {
          status: asked.length > limit ? 429 : 200,
          headers: { "x-ratelimit-limit": `${limit}`, "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1" },
        });
      },
    });
    const [only] = record.scenarios;
    expect(only, only?.reason).toMatchObject({ outcome: "fail" });
    expect(only?.thresholds.find(({ sentence }) => sentence.includes("no request waits longer"))?.holds).toBe(false);
  });

  it("overload-recover holds the return of service against the last Reset told", () => {
    const refusedUntilS = (returnsAtS: number) => {
      const [flood, polling] = overloadRecover
        .phases(conditions)
        .flatMap(({ streams }) => streams.map((each) => createStreamTraffic(each, undefined, 0, createLatencyBook())));
      const add = (traffic: StreamTraffic | undefined, atS: number, status: number, resetS: number) => {
        const [startUs, endUs] = [atS * 1e6, atS * 1e6 + 1000];
        traffic?.samples.push({ startUs, endUs, status, limit: 30, remaining: 0, resetS });
        if (traffic !== undefined) Object.assign(traffic, { sent: traffic.sent + 1, lastEndUs: endUs });
      };
      add(flood, 0, 200, 2);
      add(flood, 1, 429, 2);
      for (let atS = 2; atS < 9; atS += 0.5) add(polling, atS, atS < returnsAtS ? 429 : 200, 1);
      const streams = [flood, polling].filter((each) => each !== undefined);
      const { thresholds } = overloadRecover.insight?.({ streams, dropped: 0, interrupted: false }, conditions) ?? {};
      return thresholds?.map(({ holds, limit }) => [holds, limit]);
    };
    // Two seconds, one for rounding, and half of one between polls.
    expect(refusedUntilS(4.5)).toEqual([[true, 3.5]]);
    expect(refusedUntilS(5)).toEqual([[false, 3.5]]);
    expect(refusedUntilS(100)).toEqual([[false, 3.5]]);
  });

  it("a run that may take 8 s is over by then: what takes longer than it says is ended, the rest is not begun", async () => {
    const quick = { ...paced, cost: () => ({ requests: 1, seconds: 1 }) };
    const { record, left, seconds } = await run([quick, { ...quick, id: "another" }, burstDrain], {
      conditions: { durationS: 60 },
      maxTimeS: 8,
    });
    expect(seconds).toBeLessThanOrEqual(8);
    expect(record.scenarios.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ["unable", "out of time"],
      ["unable", "out of time"],
      ["unable", "out of time"],
    ]);
    expect(record.scenarios[0]?.counts.accepted).toBeGreaterThan(0);
    expect(record).toMatchObject({ outcome: "unable" });
    expect(record.reason).toContain("out of time");
    expect(left).toBe(0);
  });

  it("a scenario that does not fit is not run, and the one after it that fits is", async () => {
    // Virtual time passes while real sockets are waited for: an hour of it is more than a busy machine can use up.
    const tooLong = { ...burstDrain, cost: () => ({ requests: 30, seconds: 36_000 }) };
    const { record, left } = await run([tooLong, burstDrain], { maxTimeS: 3600 });
    expect(record.scenarios[0]).toMatchObject({ outcome: "unable", counts: { sent: 0 } });
    expect(record.scenarios[0]?.reason).toMatch(/^out of time: it takes about \d+ \S+, and \d+ \S+ are left$/);
    expect(record.scenarios[1]?.counts.accepted).toBeGreaterThan(0);
    expect(record.reason).toContain("out of time: burst-drain");
    expect(left).toBe(0);
  });

  it("a run in which only the generator was measured, for want of time, has not measured what it was to", async () => {
    const tooLong = { ...burstDrain, cost: () => ({ requests: 30, seconds: 36_000 }) };
    const unsent: Scenario = { ...calibrate, perform: async () => ({}) };
    const { record } = await run([unsent, tooLong], { maxTimeS: 3600 });
    expect(record.scenarios[0]).toMatchObject({ outcome: "pass", counts: { sent: 0 } });
    expect(record).toMatchObject({ outcome: "unable", reason: expect.stringContaining("out of time") });
  });

  it("what a target may not be sent is not sent, and the record says why", async () => {
    const { record } = await run([{ ...burstDrain, overLimit: true }], { conditions: { mayExceed: false } });
    expect(record.outcome).toBe("unable");
    expect(record.scenarios[0]?.reason).toContain("--allow-over-limit");
    expect(record.scenarios[0]?.counts.sent).toBe(0);
  });
});
