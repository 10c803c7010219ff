import type { Conditions, TrafficScenario } from "../../src/load/scenario.ts";
import { burst } from "../../src/load/schedule.ts";
import { limiterSeries } from "../../src/load/traffic.ts";

/** Beyond the limit only where that is allowed: enough refusals to know what one costs. */
const count = ({ limit, mayExceed }: Conditions) => limit + (mayExceed ? Math.max(20, Math.ceil(limit / 4)) : 0);

/** What does a full budget buy at once, and how does the service refuse? */
export const burstDrain: TrafficScenario = {
  id: "burst-drain",
  statement: "a full budget is accepted at once, and what goes beyond it is refused quickly",
  shape: "one burst of the whole limit, and a quarter more where allowed",
  measures: "size of the burst that is accepted, latency of acceptance and of refusal under it",
  targets: ["simulator", "live"],
  overLimit: false,
  nightly: ["simulator", "live"],
  cost: (conditions) => ({ requests: count(conditions), seconds: conditions.windowS * 1.05 + 3 }),
  phases: (conditions) => [
    {
      settle: true,
      streams: [
        {
          name: "burst",
          as: "A",
          arrivals: burst(count(conditions)),
          work: "readOne",
          pace: "now",
          refused: "count",
          connections: 32,
        },
      ],
    },
  ],
  thresholds: (conditions) => [
    {
      // A limiter may count down in steps, or still remember a request of a window ago.
      sentence: "at least 90 % of the limit is accepted at once",
      metric: "accepted",
      stream: "burst",
      unit: "requests",
      bound: { least: Math.floor(0.9 * conditions.limit) },
    },
    {
      sentence: "at most 1 % of requests fail (no answer, 401 or 5xx)",
      metric: "failed share",
      stream: "burst",
      unit: "%",
      bound: { most: 1 },
    },
    ...(conditions.mayExceed
      ? [
          {
            sentence: "what goes beyond the limit is refused",
            metric: "refused" as const,
            stream: "burst",
            unit: "requests",
            bound: { least: 1 },
          },
        ]
      : []),
  ],
  insight: ({ streams }) => {
    const [only] = streams;
    if (only === undefined) return {};
    const first = only.samples.findIndex(({ status }) => status === 429);
    return {
      figures: [
        { name: "accepted in the burst", value: only.accepted, unit: "requests" },
        { name: "answers before the first refusal", value: first === -1 ? "none refused" : first, unit: "requests" },
      ],
      limiter: limiterSeries(only),
    };
  },
};
