import type { PacePoint } from "../../src/contract/run.ts";
import { elapsedS } from "../../src/load/metrics.ts";
import type { Conditions, Phase, TrafficScenario } from "../../src/load/scenario.ts";
import { burst, even } from "../../src/load/schedule.ts";
import type { StreamTraffic } from "../../src/load/traffic.ts";
import type { Stream } from "../../src/load/work.ts";

const paces = [0.8, 0.85, 0.9, 0.95, 1, 1.05, 1.1, 1.2] as const;

const nameOf = (pace: number) => `pace ${pace.toFixed(2)}`;
const stepS = ({ windowS, durationS }: Conditions) => durationS ?? windowS;

const stepOf = (pace: number, conditions: Conditions): Stream => ({
  name: nameOf(pace),
  as: "A",
  arrivals: even((pace * conditions.limit) / conditions.windowS, stepS(conditions)),
  work: "readOne",
  pace: "now",
  refused: "count",
  connections: 8,
});

const pointOf = (traffic: StreamTraffic, pace: number, conditions: Conditions): PacePoint => {
  const p50 = traffic.latency.quantile("time to accept", 0.5);
  const p95 = traffic.latency.quantile("time to accept", 0.95);
  return {
    askedPerMinute: (60 * pace * conditions.limit) / conditions.windowS,
    sent: traffic.sent,
    accepted: traffic.accepted,
    refused: traffic.refused,
    acceptedPerMinute: (60 * traffic.accepted) / elapsedS(traffic),
    ...(p50 === undefined ? {} : { p50Ms: p50 / 1000 }),
    ...(p95 === undefined ? {} : { p95Ms: p95 / 1000 }),
  };
};

/** How close to the limit can one pace before refusals begin? A full bucket would hide it, so it is emptied first. */
export const paceSweep: TrafficScenario = {
  id: "pace-sweep",
  statement: "with no budget saved up, 0.8 of the limit is accepted whole, and the knee is known",
  shape: "the budget emptied, then even steps from 0.80 to 1.20 of the limit, a window each",
  measures: "share of 429 at each pace: the knee",
  targets: ["simulator", "live"],
  overLimit: true,
  nightly: [],
  cost: (conditions) => ({
    requests: Math.round(
      conditions.limit +
        paces.reduce((sum, pace) => sum + (pace * conditions.limit * stepS(conditions)) / conditions.windowS, 0),
    ),
    seconds: 1.05 * conditions.windowS + 1 + paces.length * stepS(conditions),
  }),
  phases: (conditions): readonly Phase[] => [
    {
      settle: true,
      streams: [
        {
          name: "emptying",
          as: "A",
          // A tenth is left, so that the first step does not begin at the very edge.
          arrivals: burst(Math.floor(0.9 * conditions.limit)),
          work: "readOne",
          pace: "now",
          refused: "count",
          connections: 16,
        },
      ],
    },
    ...paces.map((pace) => ({ streams: [stepOf(pace, conditions)] })),
  ],
  thresholds: () => [
    {
      sentence: "at 0.80 of the limit at most 1 % is refused",
      metric: "refused share",
      stream: nameOf(0.8),
      unit: "%",
      bound: { most: 1 },
    },
    {
      sentence: "at 0.80 of the limit at most 1 % fails (no answer, 401 or 5xx)",
      metric: "failed share",
      stream: nameOf(0.8),
      unit: "%",
      bound: { most: 1 },
    },
  ],
  insight: ({ streams }, conditions) => {
    const sweep = paces.flatMap((pace) => {
      const traffic = streams.find(({ stream }) => stream.name === nameOf(pace));
      return traffic === undefined ? [] : [{ pace, point: pointOf(traffic, pace, conditions) }];
    });
    const clean = sweep.filter(({ point }) => point.refused <= 0.01 * point.sent).map(({ pace }) => pace);
    const knee = sweep.find(({ point }) => point.refused > 0.01 * point.sent)?.pace;
    return {
      sweep: sweep.map(({ point }) => point),
      figures: [
        { name: "fastest pace with at most 1 % refused", value: Math.max(0, ...clean), unit: "of the limit" },
        {
          name: "first pace with more",
          value: knee ?? "none up to 1.20",
          unit: knee === undefined ? "" : "of the limit",
        },
      ],
    };
  },
};
