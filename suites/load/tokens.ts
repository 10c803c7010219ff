import type { Conditions, TrafficScenario } from "../../src/load/scenario.ts";
import { even } from "../../src/load/schedule.ts";

const spanS = ({ windowS, durationS }: Conditions) => durationS ?? windowS;

/** Does one caller's flood cost another caller anything? */
export const tokens: TrafficScenario = {
  id: "tokens",
  statement: "while one token floods, another at half its limit is neither refused nor slowed",
  shape: "token A even at 3 times the limit, token B even at 0.5 of it",
  measures: "what B notices of A",
  targets: ["simulator", "live"],
  overLimit: true,
  nightly: [],
  needs: ["A", "B"],
  cost: (conditions) => ({
    requests: Math.round((4 * conditions.limit * spanS(conditions)) / conditions.windowS),
    seconds: 2.1 * conditions.windowS + 2 * spanS(conditions),
  }),
  phases: (conditions) => {
    const quiet = (name: string) => ({
      name,
      as: "B" as const,
      arrivals: even((0.5 * conditions.limit) / conditions.windowS, spanS(conditions)),
      work: "list" as const,
      pace: "now" as const,
      refused: "count" as const,
      connections: 4,
    });
    return [
      { settle: true, streams: [quiet("B alone")] },
      {
        settle: true,
        streams: [
          quiet("B beside A"),
          {
            name: "A flooding",
            as: "A",
            arrivals: even((3 * conditions.limit) / conditions.windowS, spanS(conditions)),
            work: "readOne",
            pace: "now",
            refused: "count",
            connections: 32,
          },
        ],
      },
    ];
  },
  thresholds: () => [
    { sentence: "B is never refused", metric: "refused share", stream: "B beside A", unit: "%", bound: { most: 0 } },
    {
      sentence: "at most 1 % of B's requests fail (no answer, 401 or 5xx)",
      metric: "failed share",
      stream: "B beside A",
      unit: "%",
      bound: { most: 1 },
    },
    {
      sentence: "A is refused, so it was a flood",
      metric: "refused",
      stream: "A flooding",
      unit: "requests",
      bound: { least: 1 },
    },
  ],
  insight: ({ streams }) => {
    const of = (name: string) => streams.find(({ stream }) => stream.name === name)?.latency.quantile("accepted", 0.5);
    const alone = of("B alone");
    const beside = of("B beside A");
    if (alone === undefined || beside === undefined) return {};
    // Twice the time, and not only a jitter of some milliseconds, is noticed.
    const allowedMs = Math.max((2 * alone) / 1000, alone / 1000 + 20);
    return {
      figures: [
        { name: "B's median service time alone", value: Number((alone / 1000).toFixed(2)), unit: "ms" },
        { name: "B's median service time beside A", value: Number((beside / 1000).toFixed(2)), unit: "ms" },
      ],
      thresholds: [
        {
          sentence: "B is not slowed to more than twice its own time, or 20 ms",
          measured: beside / 1000,
          limit: allowedMs,
          bound: "most",
          unit: "ms",
          holds: beside / 1000 <= allowedMs,
        },
      ],
    };
  },
};
