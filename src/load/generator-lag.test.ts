import { describe, expect, it } from "vitest";
import { createLatencyBook } from "./latency.ts";
import { withinAllowance } from "./miss-causes.ts";
import type { Conditions, Threshold, TrafficScenario } from "./scenario.ts";
import { recordOf } from "./scenario-record.ts";
import { even } from "./schedule.ts";
import { addExchange, addWait, createStreamTraffic } from "./traffic.ts";
import type { Stream } from "./work.ts";

const stream: Stream = {
  name: "paced",
  as: "A",
  arrivals: even(1, 10),
  work: "list",
  pace: "paced",
  refused: "retry",
  connections: 1,
};
const conditions: Conditions = {
  kind: "simulator",
  limit: 60,
  windowS: 60,
  durationS: undefined,
  tokens: ["A"],
  mayExceed: true,
  seed: 1,
};
const threshold = (metric: Threshold["metric"], bound: Threshold["bound"]): Threshold => ({
  sentence: metric,
  metric,
  stream: "paced",
  unit: "",
  bound,
});

/** A run of ten slots; `lateMs` is our own lateness for each, `slowMs` what the target took longer. */
const record = (lateMs: (at: number) => number, slowMs: (at: number) => number, ...thresholds: Threshold[]) => {
  const common = createLatencyBook();
  const traffic = createStreamTraffic(stream, 10, 0, common);
  for (let at = 0; at < 10; at++) {
    const lateUs = lateMs(at) * 1000;
    const intendedUs = at * 1e6;
    const startUs = intendedUs + lateUs + slowMs(at) * 1000;
    traffic.late.record(lateUs);
    addWait(traffic, intendedUs, startUs);
    addExchange(
      traffic,
      {
        seq: at + 1,
        request: { method: "GET", url: "http://127.0.0.1/users", headers: [], token: "A" },
        outcome: { kind: "answer", status: 200, headers: [], body: "[]" },
        attempt: 1,
        startUs,
        endUs: startUs + 1000,
        intendedUs,
      },
      { lateUs },
    );
    traffic.begun++;
    traffic.ended++;
  }
  const scenario: TrafficScenario = {
    id: "sample",
    statement: "it is a sample",
    shape: "",
    measures: "",
    targets: ["simulator"],
    overLimit: false,
    nightly: [],
    cost: () => ({ requests: 10, seconds: 10 }),
    phases: () => [],
    thresholds: () => thresholds,
  };
  const ran = { streams: [traffic], dropped: 0, interrupted: false };
  return recordOf({
    scenario,
    conditions,
    traffic: ran,
    common,
    insight: {},
    beginUs: 0,
    endUs: 12e6,
    found: [],
    stoppedBy: "",
    isCutOff: false,
  });
};
const never = () => 0;

describe("a threshold that was missed", () => {
  const even5 = threshold("gap variation", { most: 0.05 });
  const whole = threshold("goodput share", { least: 98 });

  it("because we were late ourselves makes the run invalid, not failed", () => {
    expect(record((at) => (at === 4 ? 400 : 0), never, even5)).toMatchObject({
      outcome: "invalid",
      reason: expect.stringContaining("this machine was late, up to 400 ms"),
    });
    expect(record((at) => (at === 9 ? 2000 : 0), never, whole).outcome).toBe("invalid");
  });

  it("because the target made us wait fails the run", () => {
    expect(record(never, (at) => (at === 4 ? 400 : 0), even5).outcome).toBe("fail");
    expect(record(never, (at) => (at === 9 ? 2000 : 0), whole).outcome).toBe("fail");
  });

  it("by more than we were late fails the run", () => {
    const both = record(
      (at) => (at === 2 ? 20 : 0),
      (at) => (at === 4 ? 400 : 0),
      even5,
    );
    expect(both.outcome).toBe("fail");
  });
});

it("our own lateness is not in the time to accept, and the target's is", () => {
  const p50 = threshold("time to accept p50", { most: 2 });
  expect(record(() => 40, never, p50).outcome).toBe("pass");
  expect(record(never, () => 40, p50).outcome).toBe("fail");
});

it("requests held back are counted in each second that ended meanwhile", () => {
  const { timeline } = record(never, (at) => (at === 3 ? 2500 : 0));
  expect(
    timeline.filter(({ waiting }) => waiting !== undefined).map(({ second, waiting }) => [second, waiting]),
  ).toEqual([
    [3, 1],
    [4, 1],
  ]);
});

it("each second keeps the times, the bytes and the requests under way of its answers", () => {
  const { timeline } = record(never, (at) => (at === 3 ? 1500 : 0));
  expect(timeline[0]).toMatchObject({ second: 0, acceptedMs: [[1, 1]], underWay: 0.001, bytes: 2 });
  // What left late came in a later second.
  expect(timeline[3]).toMatchObject({ accepted: 0, waiting: 1 });
  expect(timeline[4]).toMatchObject({ accepted: 2, acceptedMs: [[1, 2]], bytes: 4 });
});

describe("a burst of which nothing is refused", () => {
  const sent = 113;
  const burst = (tookS: number, remaining: (at: number) => number) => ({
    sent,
    beginUs: 0,
    lastEndUs: tookS * 1e6,
    samples: Array.from({ length: sent }, (_, at) => ({
      status: 200,
      startUs: at,
      endUs: at + 1,
      intendedUs: undefined,
      limit: 90,
      remaining: Math.max(0, remaining(at)),
      resetS: 1,
    })),
  });
  const refused = threshold("refused", { least: 1 });
  const down = (at: number) => 89 - at;
  const why = (tookS: number, remaining = down, about = refused) =>
    withinAllowance(about, burst(tookS, remaining), { limit: 90, windowS: 60 });

  it("never exceeded the limit where it took so long that as much may have come back", () => {
    expect(why(16)).toBe("its 113 requests took 16.0 s, in which a limit of 90 in 60 s may give back 24");
    expect(why(15)).toBeUndefined();
  });

  it("never exceeded the limit of a window that ended in the middle of it", () => {
    expect(why(1, (at) => (at < 40 ? 89 - at : 89 - (at - 40)))).toContain("window ended");
  });

  it("has no excuse where neither is so, nor has another threshold", () => {
    expect(why(1, () => 89)).toBeUndefined();
    expect(why(1)).toBeUndefined();
    expect(why(16, down, threshold("accepted", { least: 200 }))).toBeUndefined();
  });
});
