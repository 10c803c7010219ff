import { isWithin, measure, timesOf } from "./metrics.ts";
import type { Conditions, Metric, Threshold } from "./scenario.ts";
import type { StreamTraffic } from "./traffic.ts";

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
