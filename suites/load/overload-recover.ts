import type { ThresholdResult } from "../../src/contract/run.ts";
import { responseClassOf } from "../../src/load/latency.ts";
import type { Conditions, TrafficScenario } from "../../src/load/scenario.ts";
import { even } from "../../src/load/schedule.ts";
import { limiterSeries, type StreamTraffic } from "../../src/load/traffic.ts";

/** Times the advertised limit. */
const overload = 4;

/** Longer than two windows: who is starved is refused for more than a window after the first quarter of one. */
const floodS = ({ windowS, durationS }: Conditions) => durationS ?? 2.2 * windowS;
/** Slow enough to cost a quarter of the limit at most. */
const pollPerS = ({ limit, windowS }: Conditions) => Math.min(2, (0.25 * limit) / windowS);

const unit = (value: number) => Number(value.toFixed(2));

/**
 * Whether service came back at the last refusal's Reset, give or take that Reset counts whole seconds and that nothing
 * is sent between two polls. Nothing where no refusal was seen, it named no Reset, or the polls ended before it.
 */
const promiseKept = (flood: StreamTraffic, polling: StreamTraffic, conditions: Conditions): ThresholdResult[] => {
  const last = flood.samples.findLast(({ status }) => status === 429);
  if (last?.resetS === undefined || flood.sent > flood.samples.length) return [];
  const allowedS = last.resetS + 1 + 1 / pollPerS(conditions);
  // The flood itself may already have been served again when it ended.
  const served = [...flood.samples, ...polling.samples]
    .filter(({ status, startUs }) => responseClassOf(status) === "accepted" && startUs > last.startUs)
    .map(({ startUs }) => startUs);
  const first = served.length === 0 ? undefined : (Math.min(...served) - last.endUs) / 1e6;
  if (first === undefined && (polling.lastEndUs - last.endUs) / 1e6 < allowedS) return [];
  return [
    {
      sentence: "service returns at the end of the last refusal's Reset, within a second and a poll",
      measured: first === undefined ? undefined : unit(Math.max(0, first)),
      limit: unit(allowedS),
      unit: "s",
      holds: first !== undefined && first <= allowedS,
    },
  ];
};

/** What becomes of a client that did not hold back, and of its first polite minute afterwards? */
export const overloadRecover: TrafficScenario = {
  id: "overload-recover",
  statement:
    "under four times the limit the allowance is still served, and afterwards service returns as Reset promised",
  shape: "even, 4 times the limit for more than two windows; then polling",
  measures: "starvation under overload, time to recover against what Reset promised",
  targets: ["simulator", "live"],
  overLimit: true,
  nightly: [],
  cost: (conditions) => ({
    requests: Math.round(
      (overload * conditions.limit * floodS(conditions)) / conditions.windowS +
        pollPerS(conditions) * 2 * conditions.windowS,
    ),
    seconds: 1.05 * conditions.windowS + floodS(conditions) + 2 * conditions.windowS,
  }),
  phases: (conditions) => [
    {
      settle: true,
      streams: [
        {
          name: "flood",
          as: "A",
          arrivals: even((overload * conditions.limit) / conditions.windowS, floodS(conditions)),
          work: "readOne",
          pace: "now",
          refused: "count",
          connections: 32,
        },
      ],
    },
    {
      streams: [
        {
          name: "polling",
          as: "A",
          arrivals: even(pollPerS(conditions), 2 * conditions.windowS),
          work: "readOne",
          pace: "now",
          refused: "count",
          connections: 4,
        },
      ],
    },
  ],
  thresholds: ({ limit, windowS }) => [
    {
      sentence: "under overload at least 90 % of the allowance is accepted",
      metric: "allowance share",
      stream: "flood",
      unit: "%",
      bound: { least: 90 },
    },
    {
      // A window limiter serves nothing until its window ends.
      sentence: "under overload no request waits longer than a window for an accepted answer",
      metric: "longest starvation",
      stream: "flood",
      unit: "ms",
      bound: { most: 1050 * windowS },
    },
    {
      sentence: "at most 1 % of requests fail (no answer, 401 or 5xx)",
      metric: "failed share",
      stream: "flood",
      unit: "%",
      bound: { most: 1 },
    },
    {
      sentence: "after the overload most polls are accepted",
      metric: "accepted",
      stream: "polling",
      unit: "requests",
      bound: { least: Math.floor(0.5 * Math.min(2, (0.25 * limit) / windowS) * 2 * windowS) },
    },
  ],
  insight: ({ streams }, conditions) => {
    const [flood, polling] = streams;
    if (flood === undefined || polling === undefined) return {};
    const lastRefusal = flood.samples.findLast(({ status }) => status === 429);
    const accepted = polling.samples.find(({ status }) => responseClassOf(status) === "accepted");
    // From the first accepted poll after the last refused one: nothing is refused any more.
    const lastRefusedPoll = polling.samples.findLastIndex(({ status }) => status === 429);
    const steady = polling.samples[lastRefusedPoll + 1];
    const since = (us: number | undefined) =>
      us === undefined || lastRefusal === undefined ? "not within the polling" : unit((us - lastRefusal.endUs) / 1e6);
    return {
      figures: [
        { name: "Reset at the last refusal", value: lastRefusal?.resetS ?? "no refusal", unit: "s" },
        { name: "first accepted answer after it", value: since(accepted?.endUs), unit: "s" },
        { name: "nothing refused any more after", value: since(steady?.endUs), unit: "s" },
      ],
      thresholds: promiseKept(flood, polling, conditions),
      limiter: limiterSeries(flood),
    };
  },
};
