import type { Conditions, TrafficScenario } from "../../src/load/scenario.ts";
import { even, spanOf } from "../../src/load/schedule.ts";

const arrivals = ({ limit, windowS, durationS }: Conditions) =>
  even((0.5 * limit) / windowS, durationS ?? Math.max(windowS, 6));

/** Far below the limit nothing waits, so what is measured is the service itself. */
export const headroom: TrafficScenario = {
  id: "headroom",
  statement: "at half the limit every operation is answered, and none is refused",
  shape: "even, 0.5 of the limit",
  measures: "service latency of each operation, free of queueing",
  targets: ["simulator", "live"],
  overLimit: false,
  nightly: ["simulator", "live"],
  cost: (conditions) => ({
    requests: Math.round((0.5 * conditions.limit * spanOf(arrivals(conditions))) / conditions.windowS),
    seconds: spanOf(arrivals(conditions)),
  }),
  phases: (conditions) => [
    {
      streams: [
        {
          name: "headroom",
          as: "A",
          arrivals: arrivals(conditions),
          work: "everything",
          pace: "paced",
          refused: "retry",
          connections: 4,
        },
      ],
    },
  ],
  thresholds: () => [
    {
      sentence: "no request is refused",
      metric: "refused share",
      stream: "headroom",
      unit: "%",
      bound: { most: 0 },
    },
    {
      sentence: "at most 1 % of requests fail (no answer, 401 or 5xx)",
      metric: "failed share",
      stream: "headroom",
      unit: "%",
      bound: { most: 1 },
    },
    {
      sentence: "95 % of answers take at most 2 s",
      metric: "accepted p95",
      stream: "headroom",
      unit: "ms",
      bound: { most: 2000 },
    },
  ],
};
