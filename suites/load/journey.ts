import type { Conditions, TrafficScenario } from "../../src/load/scenario.ts";
import { burst, even, sequence } from "../../src/load/schedule.ts";

const spanS = ({ windowS, durationS }: Conditions) => durationS ?? 2 * windowS;
/** Sent at once on the last 5: some are refused in the middle of a journey. */
const crowd = ({ mayExceed }: Conditions) => (mayExceed ? 12 : 0);
const drained = ({ limit }: Conditions) => Math.max(1, limit - 5);

/**
 * Whole lives of users at pace, begun with an almost empty budget, so that a 429 hits in the middle of some; where the
 * limit may not be exceeded they wait instead, and none does.
 */
export const journey: TrafficScenario = {
  id: "journey",
  statement:
    "create, read, patch, delete and gone hold at pace with the budget spent, and where a 429 hits in the middle",
  shape:
    "the budget spent but for 5, then journeys at an even 0.88 of the limit, unpaced and 12 at once first where allowed",
  measures: "time to accept of each step, journeys completed, users left behind",
  targets: ["simulator", "live"],
  overLimit: false,
  nightly: ["simulator"],
  cost: (conditions) => ({
    requests: Math.round(drained(conditions) + (0.88 * conditions.limit * spanS(conditions)) / conditions.windowS),
    // Paced, the first journey may have to wait for the end of the window that was spent.
    seconds: (conditions.mayExceed ? 1.05 : 2.05) * conditions.windowS + 1 + spanS(conditions),
  }),
  phases: (conditions) => [
    {
      settle: true,
      streams: [
        {
          name: "spending",
          as: "A",
          arrivals: burst(drained(conditions)),
          work: "readOne",
          pace: "now",
          refused: "count",
          connections: 16,
        },
      ],
    },
    {
      streams: [
        {
          name: "journeys",
          as: "A",
          arrivals: sequence(
            burst(crowd(conditions)),
            even((0.88 * conditions.limit) / conditions.windowS, spanS(conditions)),
          ),
          work: "journey",
          // A refused step is sent again by the pacer's word. The first try of each leaves at its slot only where
          // refusals may be provoked: a window limiter gives nothing back before its window ends.
          pace: conditions.mayExceed ? "now" : "paced",
          refused: "retry",
          connections: 12,
        },
      ],
    },
  ],
  thresholds: () => [
    {
      sentence: "every slot was used",
      metric: "sent share",
      stream: "journeys",
      unit: "%",
      bound: { least: 100 },
    },
    {
      sentence: "at most 1 % of requests fail (no answer, 401 or 5xx)",
      metric: "failed share",
      stream: "journeys",
      unit: "%",
      bound: { most: 1 },
    },
  ],
  insight: ({ streams }) => {
    const journeys = streams.find(({ stream }) => stream.name === "journeys");
    const unexpectedAnswers = [...(journeys?.unexpectedAnswers.values() ?? [])].reduce((sum, times) => sum + times, 0);
    return {
      figures: [
        { name: "journeys completed", value: journeys?.completed ?? 0, unit: "" },
        { name: "refused in the middle", value: journeys?.refused ?? 0, unit: "requests" },
      ],
      thresholds: [
        {
          sentence: "no step of a journey answers what it should not",
          measured: unexpectedAnswers,
          limit: 0,
          bound: "most",
          unit: "answers",
          holds: unexpectedAnswers === 0,
        },
        {
          sentence: "at least one journey is completed",
          measured: journeys?.completed ?? 0,
          limit: 1,
          bound: "least",
          unit: "journeys",
          holds: (journeys?.completed ?? 0) >= 1,
        },
      ],
    };
  },
};
