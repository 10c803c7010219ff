import { expect, test } from "vitest";
import type { Exchange } from "../contract/exchange.ts";
import { createLatencyBook } from "./latency.ts";
import { observationOf } from "./rate-limit-sample.ts";
import { closed } from "./schedule.ts";
import { addExchange, createStreamTraffic, progressLine } from "./traffic.ts";
import type { Stream } from "./work.ts";

const answered = (status: number, headers: Record<string, string>): Exchange => ({
  seq: 1,
  request: { method: "GET", url: "http://127.0.0.1/public/v2/users/1", headers: [], token: "A" },
  outcome: {
    kind: "answer",
    status,
    headers: Object.entries(headers),
    body: status === 429 ? '{"message":"Too many requests"}' : "[]",
  },
  attempt: 1,
  startUs: 10,
  endUs: 20,
});

const stream: Stream = {
  name: "s",
  as: "A",
  arrivals: closed(1),
  work: "list",
  pace: "now",
  refused: "count",
  connections: 1,
};

const ietf = { "ratelimit-policy": '"default";q=100;w=60', ratelimit: '"default";r=42;t=7' };
const own = { "x-ratelimit-limit": "90", "x-ratelimit-remaining": "3", "x-ratelimit-reset": "2" };

test.each([
  ["the service's own fields", own, { limit: 90, remaining: 3, resetS: 2 }],
  ["the IETF fields", ietf, { limit: 100, remaining: 42, resetS: 7 }],
])("what a limiter lets be seen is read from %s", (_, headers, told) => {
  expect(observationOf(answered(200, headers))).toEqual({ startUs: 10, endUs: 20, admitted: true, ...told });
  expect(observationOf(answered(429, headers))).toMatchObject({ admitted: false, ...told });
  const traffic = createStreamTraffic(stream, undefined, 0, createLatencyBook());
  addExchange(traffic, answered(200, headers));
  expect(traffic.samples).toEqual([{ startUs: 10, endUs: 20, status: 200, ...told }]);
  expect(progressLine("s", [traffic], 1, 2)).toContain(`remaining budget ${told.remaining}`);
});

test("a 401 fails a caller with a token, and is what a caller without a valid one asked for", () => {
  const traffic = createStreamTraffic(stream, undefined, 0, createLatencyBook());
  const refused = answered(401, {});
  addExchange(traffic, refused);
  addExchange(traffic, { ...refused, request: { ...refused.request, token: "invalid" } });
  expect([traffic.failed, traffic.accepted]).toEqual([1, 1]);
});

test("a refused token, a gateway's error and a lost answer say nothing of the limiter", () => {
  expect(observationOf(answered(401, own))).toBeUndefined();
  expect(observationOf(answered(503, own))).toBeUndefined();
  const failure = { kind: "failure", fault: "time", message: "timed out", maybeDone: true } as const;
  expect(observationOf({ ...answered(200, own), outcome: failure })).toBeUndefined();
});
