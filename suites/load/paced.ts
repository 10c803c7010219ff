import { goodput } from "../../src/load/metrics.ts";
import type { Conditions, TrafficScenario } from "../../src/load/scenario.ts";
import { even, spanOf } from "../../src/load/schedule.ts";

/**
 * Of the advertised limit. The pacer keeps 0.90 by default; a schedule just below that lets it make up for what it
 * held back, so that one slow moment is not carried through to the end.
 */
const pace = 0.88;

const arrivals = ({ limit, windowS, durationS }: Conditions) =>
  even((pace * limit) / windowS, durationS ?? 2 * windowS);

/** How much can I get through, and how soon? */
export const paced: TrafficScenario = {
  id: "paced",
  statement: "at an even 0.88 of the limit nearly nothing is refused and nothing waits long",
  shape: "even, 0.88 of the limit",
  measures: "goodput, share of 429, time to accept",
  targets: ["simulator", "live"],
  overLimit: false,
  nightly: ["simulator", "live"],
  cost: (conditions) => ({
    requests: Math.round((pace * conditions.limit * spanOf(arrivals(conditions))) / conditions.windowS),
    seconds: spanOf(arrivals(conditions)),
  }),
  phases: (conditions) => [
    {
      streams: [
        {
          name: "paced",
          as: "A",
          arrivals: arrivals(conditions),
          work: "reads",
          pace: "paced",
          refused: "retry",
          connections: 8,
        },
      ],
    },
  ],
  thresholds: ({ limit, windowS }) => [
    {
      sentence: "at most 1 % of requests are refused",
      metric: "refused share",
      stream: "paced",
      unit: "%",
      bound: { most: 1 },
    },
    {
      sentence: "every slot of the schedule was used",
      metric: "sent share",
      stream: "paced",
      unit: "%",
      bound: { least: 100 },
    },
    {
      sentence: "goodput is at least 98 % of the planned pace",
      metric: "goodput share",
      stream: "paced",
      unit: "%",
      bound: { least: 98 },
    },
    {
      sentence: "goodput is at least 86 % of what the limit allows",
      metric: "allowance share",
      stream: "paced",
      unit: "%",
      bound: { least: 86 },
    },
    {
      // Timers and other programs of the machine shift a start by some milliseconds whatever the pace.
      sentence: "requests leave evenly (variation of gaps)",
      metric: "gap variation",
      stream: "paced",
      unit: "",
      bound: { most: 0.05 + (0.008 * pace * limit) / windowS },
    },
    {
      sentence: "95 % are accepted within 2 s of their intended start",
      metric: "time to accept p95",
      stream: "paced",
      unit: "ms",
      bound: { most: 2000 },
    },
  ],
  insight: ({ streams }, { limit, windowS }) => {
    const [only] = streams;
    if (only === undefined) return {};
    const perMinute = goodput(only) * 60;
    return {
      figures: [
        { name: "goodput", value: Number(perMinute.toFixed(1)), unit: "requests/min" },
        { name: "allowance", value: Number(((60 * limit) / windowS).toFixed(1)), unit: "requests/min" },
      ],
    };
  },
};
