import type { ThresholdResult } from "../../contract/run.ts";
import { parseExpression } from "../expression.ts";
import type { Histogram } from "../histogram.ts";
import { isWithin, quantileOf, resultBound } from "../metrics.ts";

/** What a threshold of the script was about, and whether it held: recomputed, as k6 does not write that. */
export interface Bound {
  readonly metric: string;
  readonly tags: readonly (readonly [string, string])[];
  readonly expression: string;
}

/** A metric as k6 names a part of one: `http_req_duration{stream:paced}`. */
export const metricIn = (name: string): Pick<Bound, "metric" | "tags"> | undefined => {
  const match = /^([^{}]+)(?:\{([^{}]*)\})?$/.exec(name.trim());
  const metric = match?.[1]?.trim();
  if (metric === undefined) return undefined;
  const tags = (match?.[2] ?? "").split(",").flatMap((pair) => {
    const colon = pair.indexOf(":");
    return colon < 0 ? [] : [[pair.slice(0, colon).trim(), pair.slice(colon + 1).trim()] as const];
  });
  return { metric, tags };
};

export const boundsOf = (name: string, expressions: unknown): Bound[] => {
  const metric = metricIn(name);
  if (metric === undefined || !Array.isArray(expressions)) return [];
  return expressions.flatMap((expression) => (typeof expression === "string" ? [{ ...metric, expression }] : []));
};

/** A threshold and the samples it is about. */
export interface Gauge {
  readonly bound: Bound;
  readonly values: Histogram;
  count: number;
  sum: number;
}

const unitOf = (gauge: Gauge, what: string) =>
  what === "rate" || what === "count"
    ? ""
    : gauge.bound.metric.endsWith("_ms") || gauge.bound.metric.startsWith("http_req")
      ? "ms"
      : "";

/**
 * Whether a threshold held; undefined where its expression is none we know.
 * @param counterS where the metric is a counter: the seconds it counted for, which its rate is over
 */
export const resultOf = (gauge: Gauge, counterS?: number): ThresholdResult | undefined => {
  const { metric, tags, expression } = gauge.bound;
  const { statistic, limit, boundAt } = parseExpression(expression) ?? {};
  if (statistic === undefined || limit === undefined || boundAt === undefined) return undefined;
  const of = counterS ?? gauge.count;
  const mean = of === 0 ? undefined : gauge.sum / of;
  const measured =
    statistic === "count"
      ? gauge.sum
      : statistic === "avg" || statistic === "rate"
        ? mean
        : inMs(gauge.values.quantile(quantileOf(statistic)));
  const bound = boundAt(limit);
  const part = tags.length === 0 ? "" : ` of ${tags.map(([, value]) => value).join(", ")}`;
  return {
    sentence: `${metric}${part}: ${expression}`,
    measured,
    ...resultBound(bound),
    unit: unitOf(gauge, statistic),
    holds: measured !== undefined && isWithin(measured, bound),
  };
};

const inMs = (us: number | undefined): number | undefined => (us === undefined ? undefined : us / 1000);
