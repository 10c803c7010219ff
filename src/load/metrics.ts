import type { ThresholdResult } from "../contract/run.ts";
import { responseClassOf } from "./response-class.ts";
import type { Conditions, Metric, Threshold } from "./scenario.ts";
import { countOf, gapVariation, spanOf } from "./schedule.ts";
import type { StreamTraffic } from "./traffic.ts";

const share = (part: number, whole: number): number | undefined => (whole === 0 ? undefined : (100 * part) / whole);

const ms = (us: number | undefined): number | undefined => (us === undefined ? undefined : us / 1000);

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

/** One figure of a stream; undefined where there was nothing to measure. Shares are in %, times in ms. */
export const measure = (metric: Metric, traffic: StreamTraffic, { limit, windowS }: Conditions): number | undefined => {
  switch (metric) {
    case "refused share":
      return share(traffic.refused, traffic.sent);
    case "failed share":
      return share(traffic.failed, traffic.sent);
    case "accepted":
      return traffic.accepted;
    case "refused":
      return traffic.refused;
    case "sent share":
      return share(traffic.begun, traffic.planned ?? 0);
    case "goodput share": {
      const planned = countOf(traffic.stream.arrivals);
      const span = spanOf(traffic.stream.arrivals);
      return planned === undefined || planned === 0 || span === 0 ? undefined : share(goodput(traffic), planned / span);
    }
    case "allowance share":
      return share(goodput(traffic), limit / windowS);
    case "accepted p50":
      return ms(traffic.latency.quantile("accepted", 0.5));
    case "accepted p95":
      return ms(traffic.latency.quantile("accepted", 0.95));
    case "accepted p99":
      return ms(traffic.latency.quantile("accepted", 0.99));
    case "time to accept p50":
      return ms(traffic.latency.quantile("time to accept", 0.5));
    case "time to accept p95":
      return ms(traffic.latency.quantile("time to accept", 0.95));
    case "send lag p99":
      return ms(traffic.lag.quantile(0.99));
    case "gap variation":
      return gapVariation(traffic.samples.map(({ startUs }) => startUs).sort((a, b) => a - b));
    case "longest starvation":
      return longestStarvationUs(traffic) / 1000;
  }
};

/** Holds a threshold against what was measured. What could not be measured does not hold. */
export const judgeThreshold = (
  threshold: Threshold,
  streams: readonly StreamTraffic[],
  conditions: Conditions,
): ThresholdResult => {
  const traffic = streams.find(({ stream }) => stream.name === threshold.stream);
  const measured = traffic === undefined ? undefined : measure(threshold.metric, traffic, conditions);
  const { sentence, unit, bound } = threshold;
  const limit = "most" in bound ? bound.most : bound.least;
  const holds = measured !== undefined && ("most" in bound ? measured <= bound.most : measured >= bound.least);
  return { sentence, measured, limit, bound: "most" in bound ? "most" : "least", unit, holds };
};
