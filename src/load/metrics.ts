import { defined } from "../contract/defined.ts";
import type { ThresholdResult } from "../contract/run.ts";
import { responseClassOf } from "./latency.ts";
import type { Bound, Conditions, Metric, Statistic, Threshold, TimeMetric, TimeName } from "./scenario.ts";
import { countOf, gapVariation, spanOf } from "./schedule.ts";
import type { StreamTraffic } from "./traffic.ts";

const share = (part: number, whole: number): number | undefined => (whole === 0 ? undefined : (100 * part) / whole);

/** µs as ms. */
export const ms = (us: number | undefined): number | undefined => (us === undefined ? undefined : us / 1000);

/** Seconds a stream took: its schedule's span, or longer when its last answer came later. */
export const elapsedS = (traffic: StreamTraffic): number =>
  Math.max(spanOf(traffic.stream.arrivals), (traffic.lastEndUs - traffic.beginUs) / 1e6);

/** Accepted answers a second. */
export const goodput = (traffic: StreamTraffic): number => traffic.accepted / Math.max(elapsedS(traffic), 1e-6);

/** Longest time from one accepted answer to the next, or from the beginning to the first, µs. */
const longestStarvationUs = (traffic: StreamTraffic): number => {
  const accepted = traffic.samples
    .filter(({ status }) => responseClassOf(status) === "accepted")
    .map(({ endUs }) => endUs);
  const times = [traffic.beginUs, ...accepted.sort((a, b) => a - b), traffic.lastEndUs];
  return times.reduce((longest, time, i) => Math.max(longest, time - (times[i - 1] ?? time)), 0);
};

/** Whether a value keeps to a bound. */
export const isWithin = (value: number, bound: Bound): boolean => {
  if ("most" in bound) return bound.strict ? value < bound.most : value <= bound.most;
  return bound.strict ? value > bound.least : value >= bound.least;
};

/** The quantile that a statistic is, 0 to 1. */
export const quantileOf = (statistic: Exclude<Statistic, "avg">): number => {
  const known: Readonly<Record<string, number>> = { min: 0, med: 0.5, max: 1 };
  return known[statistic] ?? Number(statistic.slice(1)) / 100;
};

/** The times that a metric is a statistic of, and the quantile it is; undefined: their mean. */
export const timesOf = (
  metric: Metric,
): { readonly name: TimeName; readonly quantile: number | undefined } | undefined => {
  const match = /^(accepted|time to accept|send lag) (avg|min|med|max|p[\d.]+)$/.exec(metric);
  if (match === null) return undefined;
  // The pattern's own alternatives.
  const [name, statistic] = match.slice(1) as [TimeName, Statistic];
  return { name, quantile: statistic === "avg" ? undefined : quantileOf(statistic) };
};

const isOfTimes = (metric: Metric): metric is TimeMetric => timesOf(metric) !== undefined;

const timeUs = (metric: TimeMetric, { latency, lag }: StreamTraffic): number | undefined => {
  const times = timesOf(metric);
  if (times === undefined) return undefined;
  const { name, quantile } = times;
  if (name === "send lag") return quantile === undefined ? lag.mean() : lag.quantile(quantile);
  return quantile === undefined ? latency.mean(name) : latency.quantile(name, quantile);
};

/** One figure of a stream; undefined where there was nothing to measure. Shares are in %, times in ms. */
export const measure = (metric: Metric, traffic: StreamTraffic, { limit, windowS }: Conditions): number | undefined => {
  if (isOfTimes(metric)) return ms(timeUs(metric, traffic));
  switch (metric) {
    case "refused share":
      return share(traffic.refused, traffic.sent);
    case "failed share":
      return share(traffic.failed, traffic.sent);
    case "sent":
      return traffic.sent;
    case "accepted":
      return traffic.accepted;
    case "refused":
      return traffic.refused;
    case "failed":
      return traffic.failed;
    case "sent rate":
      return traffic.sent / Math.max(elapsedS(traffic), 1e-6);
    case "accepted rate":
      return goodput(traffic);
    case "sent share":
      return share(traffic.begun, traffic.planned ?? 0);
    case "goodput share": {
      const planned = countOf(traffic.stream.arrivals);
      const span = spanOf(traffic.stream.arrivals);
      return planned === undefined || planned === 0 || span === 0 ? undefined : share(goodput(traffic), planned / span);
    }
    case "allowance share":
      return share(goodput(traffic), limit / windowS);
    case "gap variation":
      return gapVariation(traffic.samples.map(({ startUs }) => startUs).sort((a, b) => a - b));
    case "longest starvation":
      return longestStarvationUs(traffic) / 1000;
  }
};

/** Holds a threshold against what was measured. What could not be measured does not hold. */
export const judgeThreshold = (
  { metric, sentence, unit, bound, given }: Threshold,
  traffic: StreamTraffic | undefined,
  conditions: Conditions,
): ThresholdResult => {
  const measured = traffic === undefined ? undefined : measure(metric, traffic, conditions);
  return {
    sentence,
    measured,
    ...resultBound(bound),
    unit,
    holds: measured !== undefined && isWithin(measured, bound),
    ...defined({ given }),
  };
};

/** A bound as results save it. */
export const resultBound = (bound: Bound): Pick<ThresholdResult, "limit" | "bound" | "strict"> => ({
  limit: "most" in bound ? bound.most : bound.least,
  bound: "most" in bound ? "most" : "least",
  ...defined({ strict: bound.strict }),
});
