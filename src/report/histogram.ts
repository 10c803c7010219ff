import { intervalRanks } from "../contract/order-statistics.ts";
import type { LatencySummary, ScenarioRecord } from "../contract/run.ts";

/** Upper edge in ms and count, in rising order of edge: what a LatencySummary keeps of its samples. */
export type Buckets = readonly (readonly [upperMs: number, count: number])[];

/** A cumulative count over buckets, for looking up many quantiles. */
export interface Ranks {
  readonly samples: number;
  /** The value of the sample of this rank, 1 to `samples`. */
  readonly at: (rank: number) => number;
}

/** Quantiles are read as the upper edge of the bucket the sample fell in: at most one bucket too high, never too low. */
export const ranksOf = (buckets: Buckets): Ranks => {
  const edges: number[] = [];
  const cumulative: number[] = [];
  let samples = 0;
  for (const [upper, count] of buckets) {
    if (count <= 0) continue;
    samples += count;
    edges.push(upper);
    cumulative.push(samples);
  }
  return {
    samples,
    at: (rank) => {
      let low = 0;
      let high = cumulative.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((cumulative[middle] ?? 0) < rank) low = middle + 1;
        else high = middle;
      }
      return edges[low] ?? Number.NaN;
    },
  };
};

/** The 95 % confidence interval of a quantile; undefined where the samples are too few for one. */
export const quantileInterval = (ranks: Ranks, p: number): readonly [number, number] | undefined => {
  const between = intervalRanks(p, ranks.samples);
  return between === undefined ? undefined : [ranks.at(between[0]), ranks.at(between[1])];
};

const isWhole = ({ statusClass, stream }: LatencySummary): boolean => statusClass === undefined && stream === undefined;

const order: readonly LatencySummary["name"][] = ["accepted", "time to accept", "refused", "connection"];

/** Distributions over all operations, answers and streams of a scenario; those without samples are left out. */
export const overall = (scenario: ScenarioRecord | undefined): readonly LatencySummary[] =>
  (scenario?.latency ?? [])
    .filter((summary) => isWhole(summary) && summary.operation === undefined && summary.samples > 0)
    .toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name));

/** Service time of accepted answers, an entry an operation. */
export const byOperation = (scenario: ScenarioRecord | undefined): readonly LatencySummary[] =>
  (scenario?.latency ?? []).filter(
    (summary) =>
      isWhole(summary) && summary.operation !== undefined && summary.name === "accepted" && summary.samples > 0,
  );

/** What one of several streams of a scenario saw, all operations together. */
export const byStream = (scenario: ScenarioRecord | undefined): readonly LatencySummary[] =>
  (scenario?.latency ?? []).filter(
    (summary) =>
      summary.stream !== undefined &&
      summary.statusClass === undefined &&
      summary.operation === undefined &&
      summary.samples > 0,
  );

/** Whether two runs' summaries speak of the same thing. */
export const sameKind = (a: LatencySummary, b: LatencySummary): boolean =>
  a.name === b.name && a.operation === b.operation && a.statusClass === b.statusClass && a.stream === b.stream;

/** A stream is often called as its scenario is, which is named already where this stands. */
export const withoutName = ({ id }: Pick<ScenarioRecord, "id">, text: string): string =>
  text.startsWith(`${id}: `) ? text.slice(id.length + 2) : text;
