import { elapsedS, isWithin, measure, timesOf } from "./metrics.ts";
import type { Conditions, Metric, Threshold } from "./scenario.ts";
import { gapVariation, spanOf } from "./schedule.ts";
import type { RateLimitSample, StreamTraffic } from "./traffic.ts";

/** The metrics that a pause required by a gateway distorts. */
const paced: ReadonlySet<Metric> = new Set([
  "sent rate",
  "accepted rate",
  "goodput share",
  "allowance share",
  "gap variation",
  "longest starvation",
] as const);

/**
 * Whether a threshold was missed only because a gateway answered in the service's place: it would have held had those
 * answers been the service's, or depends on a pause that the gateway required.
 */
export const isGatewaysPart = (
  { metric, bound }: Threshold,
  traffic: StreamTraffic,
  conditions: Conditions,
): boolean => {
  const { foreign, accepted, failed } = traffic;
  if (foreign.times === 0) return false;
  if (foreign.pauses > 0 && (paced.has(metric) || timesOf(metric)?.name === "time to accept")) return true;
  const asIfServed = { ...traffic, accepted: accepted + foreign.times, failed: failed - foreign.times };
  const better = measure(metric, asIfServed, conditions);
  return better !== undefined && isWithin(better, bound);
};

/**
 * How much lateness alone makes gaps vary. What a late start leaves to those that waited behind it is not known one by one,
 * so subtracting lateness from the starts does not account for all of it.
 */
const variationBy = (ordered: readonly RateLimitSample[]): number => {
  const [first, last] = [ordered[0], ordered.at(-1)];
  if (first === undefined || last === undefined || last.startUs <= first.startUs) return 0;
  const gapUs = (last.startUs - first.startUs) / (ordered.length - 1);
  const changes = ordered.slice(1).map(({ lateUs = 0 }, at) => lateUs - (ordered[at]?.lateUs ?? 0));
  return Math.sqrt(changes.reduce((sum, change) => sum + change ** 2, 0) / changes.length) / gapUs;
};

/**
 * What a threshold would have measured had we been on time ourselves; undefined where our lateness does not bear on it.
 * Times to accept are measured without it anyway.
 */
const onTime = (metric: Threshold["metric"], measured: number, traffic: StreamTraffic): number | undefined => {
  const ordered = traffic.samples.toSorted((a, b) => a.startUs - b.startUs);
  switch (metric) {
    case "goodput share":
    case "allowance share": {
      // What made the stream last longer than its schedule is how late its last request was.
      const lateS = (ordered.at(-1)?.lateUs ?? 0) / 1e6;
      const took = elapsedS(traffic);
      return (measured * took) / Math.max(spanOf(traffic.stream.arrivals), took - lateS, 1e-6);
    }
    case "gap variation": {
      const punctual = gapVariation(ordered.map(({ startUs, lateUs = 0 }) => startUs - lateUs).sort((a, b) => a - b));
      return punctual === undefined ? undefined : Math.min(punctual, measured - variationBy(ordered));
    }
    case "longest starvation":
      return measured - Math.max(0, ...ordered.map(({ lateUs = 0 }) => lateUs)) / 1000;
    default:
      return undefined;
  }
};

/**
 * Why a limiter had no reason to refuse what was meant to exceed the limit; undefined: it had. A burst that a busy machine
 * or a slow service draws out gets back what a refilling limiter owes, and a fixed window may end in it.
 */
export const withinAllowance = (
  { metric, bound }: Threshold,
  { sent, samples, beginUs, lastEndUs }: Pick<StreamTraffic, "sent" | "samples" | "beginUs" | "lastEndUs">,
  { limit, windowS }: Pick<Conditions, "limit" | "windowS">,
): string | undefined => {
  if (metric !== "refused" || !("least" in bound)) return undefined;
  const tookS = (lastEndUs - beginUs) / 1e6;
  const backed = Math.floor((limit * tookS) / windowS);
  if (sent <= limit + backed)
    return `its ${sent} requests took ${tookS.toFixed(1)} s, in which a limit of ${limit} in ${windowS} s may give back ${backed}`;
  // Of one window, all beyond its limit would have met a Remaining of 0.
  const remaining = samples.flatMap((sample) => sample.remaining ?? []);
  const spent = remaining.filter((each) => each <= 0).length;
  const counts = new Set(remaining).size >= limit / 2;
  return counts && spent < (sent - limit) / 2 ? "the limiter's window ended in the middle of it" : undefined;
};

/** Whether a threshold was missed only because we ourselves were late: then it says nothing of the target. */
export const causedByGeneratorLag = (
  { metric, bound }: Threshold,
  measured: number | undefined,
  traffic: StreamTraffic,
): boolean => {
  const better = measured === undefined ? undefined : onTime(metric, measured, traffic);
  return better !== undefined && isWithin(better, bound);
};
