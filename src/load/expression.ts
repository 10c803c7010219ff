import type { ThresholdResult } from "../contract/run.ts";
import type { Histogram } from "./histogram.ts";
import { isWithin, ms, quantileOf, resultBound } from "./metrics.ts";
import type { Bound, Statistic } from "./scenario.ts";

/** A comparison as k6 writes it (`p(95)<300`) or as reports do (`accepted p95 ≤ 300 ms`). */
interface Expression {
  /** What stands before the statistic: "paced: accepted"; empty where k6's key says it. */
  readonly subject: string;
  readonly statistic: Statistic | "count" | "rate" | undefined;
  readonly limit: number;
  /** As written: ms, s, %, requests, requests/s, or empty. */
  readonly unit: string;
  /** The bound for a limit in the unit that the figure has. */
  readonly boundAt: (limit: number) => Bound;
}

const pattern = /^(.*?)\s*(<=|>=|≤|≥|<|>)\s*(\d{1,15}(?:\.\d{1,15})?|\.\d{1,15})\s*(ms|s|%|requests\/s|requests?|)$/su;
const statistics =
  /^(.*?)(?:(?<![\w.])(avg|min|med|max|count|rate)|(?<![\w.])p(?:\((\d{1,3}(?:\.\d{1,6})?)\)|(\d{1,3}(?:\.\d{1,6})?)))$/s;

/** Undefined where it is none, as where it compares with anything but <, <=, > and >=. */
export const parseExpression = (text: string): Expression | undefined => {
  const [whole, left, sign = "", number, unit = ""] = pattern.exec(text.trim()) ?? [];
  if (whole === undefined || left === undefined) return undefined;
  const [found, subject = left, word, inBrackets, bare] = statistics.exec(left) ?? [];
  const percent = inBrackets ?? bare;
  if (percent !== undefined && Number(percent) > 100) return undefined;
  // The pattern's own alternatives.
  const statistic = found === undefined ? undefined : ((word ?? `p${Number(percent)}`) as Expression["statistic"]);
  const strict = sign === "<" || sign === ">" ? { strict: true as const } : {};
  return {
    subject: subject.trim(),
    statistic,
    limit: Number(number),
    unit: unit === "request" ? "requests" : unit,
    boundAt: (limit) => ("<≤".includes(sign.charAt(0)) ? { most: limit, ...strict } : { least: limit, ...strict }),
  };
};

/** What a threshold of the script was about, and whether it held: recomputed, as k6 does not write that. */
interface ScriptThreshold {
  readonly metric: string;
  readonly tags: readonly (readonly [string, string])[];
  readonly expression: string;
}

/** A metric as k6 names a part of one: `http_req_duration{stream:paced}`. */
export const metricIn = (name: string): Pick<ScriptThreshold, "metric" | "tags"> | undefined => {
  const match = /^([^{}]+)(?:\{([^{}]*)\})?$/.exec(name.trim());
  const metric = match?.[1]?.trim();
  if (metric === undefined) return undefined;
  const tags = (match?.[2] ?? "").split(",").flatMap((pair) => {
    const colon = pair.indexOf(":");
    return colon < 0 ? [] : [[pair.slice(0, colon).trim(), pair.slice(colon + 1).trim()] as const];
  });
  return { metric, tags };
};

export const boundsOf = (name: string, expressions: unknown): ScriptThreshold[] => {
  const metric = metricIn(name);
  if (metric === undefined || !Array.isArray(expressions)) return [];
  return expressions.flatMap((expression) => (typeof expression === "string" ? [{ ...metric, expression }] : []));
};

/** A threshold and the samples it is about. */
export interface Gauge {
  readonly bound: ScriptThreshold;
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
        : ms(gauge.values.quantile(quantileOf(statistic)));
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
