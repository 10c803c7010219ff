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

/** The rank whose value is the p-quantile: nearest rank, so the answer is always a sample. */
export const rankOf = (p: number, samples: number): number => Math.min(samples, Math.max(1, Math.ceil(p * samples)));

/**
 * Distribution-free confidence interval of a quantile by order statistics (normal approximation to the binomial), with
 * z = 1.96 for 95 %. Undefined when the samples do not reach far enough to bound it on both sides.
 */
export const quantileInterval = (ranks: Ranks, p: number, z = 1.96): readonly [number, number] | undefined => {
  const half = z * Math.sqrt(ranks.samples * p * (1 - p));
  const low = Math.floor(ranks.samples * p - half);
  const high = Math.ceil(ranks.samples * p + half) + 1;
  if (low < 1 || high > ranks.samples) return undefined;
  return [ranks.at(low), ranks.at(high)];
};
