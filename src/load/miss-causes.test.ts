import { describe, expect, test } from "vitest";
import type { Answer } from "../contract/exchange.ts";
import { createLatencyBook } from "./latency.ts";
import { isGatewaysPart } from "./miss-causes.ts";
import type { Conditions, Threshold } from "./scenario.ts";
import { even } from "./schedule.ts";
import { addExchange, createStreamTraffic } from "./traffic.ts";

const conditions: Conditions = {
  kind: "live",
  limit: 60,
  windowS: 60,
  durationS: undefined,
  tokens: ["A"],
  mayExceed: false,
  seed: 1,
};
const answer = (status: number, body: string, headers: Answer["headers"] = []): Answer => ({
  kind: "answer",
  status,
  headers,
  body,
});
const good = answer(200, "[]");
const own = answer(500, "{}", [["x-request-id", "6f1c"]]);
const gateways = answer(502, "error code: 502");
const pausing = answer(502, "error code: 502", [["retry-after", "1"]]);
const anonymous429 = answer(429, "slow down");

/** Ten slots, one a second, with these answers. */
const trafficOf = (...outcomes: readonly Answer[]) => {
  const traffic = createStreamTraffic(
    {
      name: "paced",
      as: "A",
      arrivals: even(1, outcomes.length),
      work: "list",
      pace: "paced",
      refused: "count",
      connections: 1,
    },
    outcomes.length,
    0,
    createLatencyBook(),
  );
  outcomes.forEach((outcome, at) => {
    const request = { method: "GET", url: "http://127.0.0.1/users", headers: [], token: "A" } as const;
    addExchange(traffic, { seq: at + 1, request, outcome, attempt: 1, startUs: at * 1e6, endUs: at * 1e6 + 1000 });
  });
  return traffic;
};
const threshold = (metric: Threshold["metric"], bound: Threshold["bound"]): Threshold => ({
  sentence: metric,
  metric,
  stream: "paced",
  unit: "",
  bound,
});
const nine = Array.from({ length: 9 }, () => good);
const failedShare = threshold("failed share", { most: 1 });
const goodput = threshold("goodput share", { least: 98 });

describe("a threshold was missed because of a gateway", () => {
  test.each([
    ["no more failed than its answers", failedShare, [...nine, gateways], true],
    ["the service's own errors are the service's", failedShare, [...nine, own], false],
    ["with its own errors beside them it is missed all the same", failedShare, [...nine, gateways, own], false],
    ["nothing was a gateway's", goodput, [...nine, own], false],
    ["its answers took from the goodput", goodput, [...nine, gateways], true],
    ["a pause it asked for bears on the pace", threshold("gap variation", { most: 0 }), [...nine, pausing], true],
    ["without a pause the pace is not its part", threshold("gap variation", { most: -1 }), [...nine, gateways], false],
    ["how fast the service answers is not its part", threshold("accepted p95", { most: 0 }), [...nine, pausing], false],
    ["a 429 that nobody signed is a refusal", threshold("refused share", { most: 0 }), [...nine, anonymous429], false],
  ] as const)("%s", (_, missed, outcomes, its) => {
    expect(isGatewaysPart(missed, trafficOf(...outcomes), conditions)).toBe(its);
  });
});
