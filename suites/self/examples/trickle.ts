import type { TrafficScenario } from "../../../src/load/scenario.ts";
import { even } from "../../../src/load/schedule.ts";

export const trickle: TrafficScenario = {
  id: "trickle",
  statement: "a tenth of the limit is answered and never refused",
  shape: "even, 0.1 of the limit",
  measures: "service latency when nothing else goes on",
  targets: ["simulator", "live"],
  overLimit: false,
  nightly: [],
  cost: ({ limit, windowS }) => ({ requests: Math.ceil(limit / 10), seconds: windowS }),
  phases: ({ limit, windowS, durationS }) => [
    {
      streams: [
        {
          name: "trickle",
          as: "A",
          arrivals: even((0.1 * limit) / windowS, durationS ?? windowS),
          work: "readOne",
          pace: "paced",
          refused: "count",
          connections: 1,
        },
      ],
    },
  ],
  thresholds: () => [
    { sentence: "no request is refused", metric: "refused share", stream: "trickle", unit: "%", bound: { most: 0 } },
  ],
};
