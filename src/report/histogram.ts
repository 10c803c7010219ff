import { intervalRanks } from "../contract/order-statistics.ts";

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
