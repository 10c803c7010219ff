import { describe, expect, it } from "vitest";
import type { Conditions, TrafficScenario } from "../scenario.ts";
import { burst, even, pause, sequence } from "../schedule.ts";
import { exportK6 } from "./export.ts";

const conditions: Conditions = {
  kind: "live",
  limit: 90,
  windowS: 60,
  durationS: undefined,
  tokens: ["A"],
  mayExceed: false,
  seed: 1,
};

const scenario: TrafficScenario = {
  id: "sample",
  statement: "it is a sample",
  shape: "a burst, a pause, a pace",
  measures: "nothing",
  targets: ["simulator"],
  overLimit: false,
  nightly: [],
  cost: () => ({ requests: 1, seconds: 1 }),
  phases: () => [
    {
      streams: [
        {
          name: "main stream",
          as: "A",
          arrivals: sequence(burst(5), pause(2), even(1.5, 60)),
          work: "journey",
          pace: "paced",
          refused: "retry",
          connections: 4,
        },
      ],
    },
  ],
  thresholds: () => [
    { sentence: "few refused", metric: "refused share", stream: "main stream", unit: "%", bound: { most: 1 } },
    { sentence: "even", metric: "gap variation", stream: "main stream", unit: "", bound: { most: 0.05 } },
  ],
};

/** The options object of the script, which is JSON. */
const optionsOf = (script: string) => JSON.parse(/export const options = (\{[\s\S]*?\n\});/.exec(script)?.[1] ?? "");

/** The script as a module of k6 would be, over a target that is a function. */
const compiled = (script: string, request?: (method: string, url: string) => unknown): { teardown: () => void } => {
  const body = script.replace(/^import .*$/gm, "").replace(/^export (const|function)/gm, "$1");
  class Metric {
    add() {}
  }
  const names = ["exec", "http", "sleep", "Counter", "Rate", "Trend", "__ENV"];
  const http = { request, expectedStatuses: () => undefined };
  const env = { GOREST_BASE_URL: "http://target.invalid", MARKER: "mine" };
  return new Function(...names, `${body}\nreturn { teardown };`)({}, http, () => {}, Metric, Metric, Metric, env);
};

describe("a scenario for k6", () => {
  it("keeps the arrivals exactly: bursts, pauses, and whole counts over the same span", () => {
    const { scenarios } = optionsOf(exportK6(scenario, conditions).script);
    expect(scenarios.main_stream_1).toMatchObject({
      executor: "per-vu-iterations",
      vus: 5,
      iterations: 1,
      startTime: "0ms",
    });
    expect(scenarios.main_stream_3).toMatchObject({
      executor: "constant-arrival-rate",
      rate: 90,
      timeUnit: "60000ms",
      duration: "59667ms",
      startTime: "2000ms",
      tags: { stream: "main stream" },
    });
  });

  it("carries the thresholds that k6 can hold, and names those it cannot", () => {
    const { script, cannot } = exportK6(scenario, conditions);
    expect(optionsOf(script).thresholds).toEqual({ "refused_share{stream:main stream}": ["rate<=0.01"] });
    expect(cannot.join("\n")).toContain('check "even"');
  });

  it("holds no token and reads both from the environment", () => {
    const { script, testRun } = exportK6(scenario, conditions);
    expect(script).toContain("__ENV.GOREST_TOKEN");
    expect(testRun).toContain("secretKeyRef");
  });

  it("is JavaScript", () => {
    expect(() => compiled(exportK6(scenario, conditions).script)).not.toThrow();
  });

  it("deletes afterwards what bears the marker, and nothing else that the target may list", () => {
    const listed = [
      { id: 1, email: "load.n1.c1.mine@example.com" },
      { id: 2, email: "somebody@example.com" },
      { id: 3, email: null },
      { id: 4 },
      { id: 5, email: "load.n2.c1.mine@example.com" },
    ];
    const asked: string[] = [];
    const request = (method: string, url: string) => {
      asked.push(`${method} ${new URL(url).pathname}`);
      return { status: method === "GET" ? 200 : 204, body: JSON.stringify(listed), headers: {} };
    };
    const { teardown } = compiled(exportK6(scenario, conditions).script, request);
    teardown();
    expect(asked).toEqual(["GET /users", "DELETE /users/1", "DELETE /users/5"]);
  });
});
