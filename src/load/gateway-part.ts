import { measure } from "./metrics.ts";
import type { Conditions, Metric, Threshold } from "./scenario.ts";
import type { StreamTraffic } from "./traffic.ts";

/** What a pause that a gateway asked for bears on. */
const paced: ReadonlySet<Metric> = new Set([
  "goodput share",
  "allowance share",
  "time to accept p50",
  "time to accept p95",
  "gap variation",
  "longest starvation",
] as const);

/**
 * Whether a threshold was missed only because a gateway answered in the service's place: it would have held had those
 * answers been the service's, or hangs on a pause that the gateway asked for.
 */
export const isGatewaysPart = (
  { metric, bound }: Threshold,
  traffic: StreamTraffic,
  conditions: Conditions,
): boolean => {
  const { foreign, accepted, failed } = traffic;
  if (foreign.times === 0) return false;
  if (foreign.pauses > 0 && paced.has(metric)) return true;
  const asIfServed = { ...traffic, accepted: accepted + foreign.times, failed: failed - foreign.times };
  const better = measure(metric, asIfServed, conditions);
  return better !== undefined && ("most" in bound ? better <= bound.most : better >= bound.least);
};
