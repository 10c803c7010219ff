import type { Conditions, TrafficScenario } from "../../src/load/scenario.ts";
import { even } from "../../src/load/schedule.ts";

const thirdS = ({ windowS, durationS }: Conditions) => (durationS ?? 30 * windowS) / 3;
const names = ["first third", "middle third", "last third"] as const;

/** Does anything change over a long time at a steady pace? */
export const soak: TrafficScenario = {
  id: "soak",
  statement: "the last third of a long steady run is served as the first was",
  shape: "even, 0.88 of the limit, for 30 windows",
  measures: "drift of latency and refusals from first third to last",
  targets: ["simulator", "live"],
  overLimit: false,
  nightly: [],
  cost: (conditions) => ({
    requests: Math.round((0.88 * conditions.limit * 3 * thirdS(conditions)) / conditions.windowS),
    seconds: 3 * thirdS(conditions),
  }),
  phases: (conditions) =>
    names.map((name) => ({
      streams: [
        {
          name,
          as: "A",
          arrivals: even((0.88 * conditions.limit) / conditions.windowS, thirdS(conditions)),
          work: "everything",
          pace: "paced",
          refused: "retry",
          connections: 8,
        },
      ],
    })),
  thresholds: () =>
    names.flatMap((name) => [
      {
        sentence: `at most 1 % is refused in the ${name}`,
        metric: "refused share" as const,
        stream: name,
        unit: "%",
        bound: { most: 1 },
      },
      {
        sentence: `at most 1 % fails in the ${name} (no answer, 401 or 5xx)`,
        metric: "failed share" as const,
        stream: name,
        unit: "%",
        bound: { most: 1 },
      },
    ]),
  insight: ({ streams }) => {
    const p95 = (name: string) =>
      streams.find(({ stream }) => stream.name === name)?.latency.quantile("accepted", 0.95);
    const first = p95(names[0]);
    const last = p95(names[2]);
    if (first === undefined || last === undefined) return {};
    const allowedMs = Math.max((1.5 * first) / 1000, first / 1000 + 50);
    return {
      thresholds: [
        {
          sentence: "the 95th percentile of the last third is at most half as much again as the first's, or 50 ms more",
          measured: last / 1000,
          limit: allowedMs,
          unit: "ms",
          holds: last / 1000 <= allowedMs,
        },
      ],
    };
  },
};
