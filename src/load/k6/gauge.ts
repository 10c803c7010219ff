import type { ThresholdResult } from "../../contract/run.ts";
import type { Histogram } from "../histogram.ts";

/** What a threshold of the script was about, and whether it held: recomputed, as k6 does not write that. */
export interface Bound {
  readonly metric: string;
  readonly tags: readonly (readonly [string, string])[];
  readonly expression: string;
}

export const boundsOf = (name: string, expressions: unknown): Bound[] => {
  const match = /^([^{]+)(?:\{(.*)\})?$/.exec(name);
  const metric = match?.[1];
  if (metric === undefined || !Array.isArray(expressions)) return [];
  const tags = (match?.[2] ?? "").split(",").flatMap((pair) => {
    const colon = pair.indexOf(":");
    return colon < 0 ? [] : [[pair.slice(0, colon).trim(), pair.slice(colon + 1).trim()] as const];
  });
  return expressions.flatMap((expression) => (typeof expression === "string" ? [{ metric, tags, expression }] : []));
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

/** Whether a threshold held; undefined where its expression is none we know. */
export const resultOf = (gauge: Gauge): ThresholdResult | undefined => {
  const { metric, tags, expression } = gauge.bound;
  const match = /^\s*([a-z]+)(?:\(([\d.]+)\))?\s*(<=|>=|<|>)\s*([\d.]+)\s*$/.exec(expression);
  if (match === null) return undefined;
  const [, what = "", percent, sign = "", text] = match;
  const limit = Number(text);
  const quantile = (p: number) => {
    const us = gauge.values.quantile(p);
    return us === undefined ? undefined : us / 1000;
  };
  const measured =
    what === "p"
      ? quantile(Number(percent) / 100)
      : what === "med"
        ? quantile(0.5)
        : what === "max"
          ? quantile(1)
          : what === "avg" || what === "rate"
            ? gauge.count === 0
              ? undefined
              : gauge.sum / gauge.count
            : what === "count"
              ? gauge.sum
              : undefined;
  const holds =
    measured !== undefined &&
    { "<=": measured <= limit, ">=": measured >= limit, "<": measured < limit, ">": measured > limit }[sign] === true;
  const of = tags.length === 0 ? "" : ` of ${tags.map(([, value]) => value).join(", ")}`;
  return { sentence: `${metric}${of}: ${expression}`, measured, limit, unit: unitOf(gauge, what), holds };
};
