// The package as a whole brings a compression library and WebAssembly along, 29 modules more.
import { constructorFromBucketSize } from "hdr-histogram-js/dist/JsHistogramFactory.js";
import { intervalRanks, rankOf, samplesNeeded } from "../contract/order-statistics.ts";
import type { LatencySummary, Percentile } from "../contract/run.ts";

const Int32Histogram = constructorFromBucketSize(32);

/** The percentiles that reports show. */
const shownPercentiles: readonly number[] = [0.5, 0.9, 0.95, 0.99, 0.999];

/** Longer is recorded as this long: an hour in µs. */
const longestUs = 3_600_000_000;

/** For every tenfold of time: buckets 1.2 % wide, fine enough to compare two runs by, and few enough to save. */
const bucketsPerDecade = 200;

/** Statistics of a histogram's samples; the name of what they measure is the caller's. */
type Shape = Pick<LatencySummary, "samples" | "minMs" | "maxMs" | "meanMs" | "percentiles" | "refused" | "buckets">;

/**
 * Microseconds in an HDR histogram of three significant digits: every value is kept to 0.1 %, in constant memory
 * (about 100 KiB) however many there are.
 */
export interface Histogram {
  readonly samples: number;
  record(us: number): void;
  /** The value of the sample with this rank, from 1, in µs, to 0.1 %. */
  atRank(rank: number): number;
  /** Quantile `p` of 0 to 1, in µs; undefined without samples. 0 is the least. */
  quantile(p: number): number | undefined;
  /** In µs; undefined without samples. */
  mean(): number | undefined;
  shape(wanted?: readonly number[]): Shape;
}

export const createHistogram = (): Histogram => {
  const hdr = new Int32Histogram(1, longestUs, 3);
  let sumUs = 0;
  let minUs = Number.POSITIVE_INFINITY;
  let maxUs = 0;

  const atRank = (rank: number): number => {
    // Half a rank lower than wanted keeps rounding in the library from stepping to the next sample.
    const value = hdr.getValueAtPercentile(((rank - 0.5) / hdr.totalCount) * 100);
    return Math.min(maxUs, Math.max(minUs, value));
  };

  const percentileOf = (p: number): Percentile => {
    const samples = hdr.totalCount;
    const ranks = intervalRanks(p, samples);
    const ms = atRank(rankOf(p, samples)) / 1000;
    return ranks === undefined ? { p, ms } : { p, ms, interval: [atRank(ranks[0]) / 1000, atRank(ranks[1]) / 1000] };
  };

  const buckets = (): (readonly [number, number])[] => {
    const counts = new Map<number, number>();
    for (let index = 0; index < hdr.countsArrayLength; index++) {
      const count = hdr.getCountAtIndex(index);
      if (count === 0) continue;
      const edge = Math.ceil(Math.log10(Math.max(hdr.valueFromIndex(index), 1)) * bucketsPerDecade - 1e-9);
      counts.set(edge, (counts.get(edge) ?? 0) + count);
    }
    return [...counts].map(([edge, count]) => [10 ** (edge / bucketsPerDecade) / 1000, count]);
  };

  return {
    get samples() {
      return hdr.totalCount;
    },
    record(us) {
      const value = Math.min(longestUs, Math.max(0, Math.round(us)));
      hdr.recordValue(value);
      sumUs += value;
      if (value < minUs) minUs = value;
      if (value > maxUs) maxUs = value;
    },
    atRank,
    quantile: (p) => (hdr.totalCount === 0 ? undefined : p === 0 ? minUs : atRank(rankOf(p, hdr.totalCount))),
    mean: () => (hdr.totalCount === 0 ? undefined : sumUs / hdr.totalCount),
    shape(wanted = shownPercentiles) {
      const samples = hdr.totalCount;
      if (samples === 0)
        return {
          samples,
          minMs: 0,
          maxMs: 0,
          meanMs: 0,
          percentiles: [],
          refused: wanted.map((p) => ({ p, needs: samplesNeeded(p) })),
          buckets: [],
        };
      return {
        samples,
        minMs: minUs / 1000,
        maxMs: maxUs / 1000,
        meanMs: sumUs / samples / 1000,
        percentiles: wanted.filter((p) => samples >= samplesNeeded(p)).map(percentileOf),
        refused: wanted.filter((p) => samples < samplesNeeded(p)).map((p) => ({ p, needs: samplesNeeded(p) })),
        buckets: buckets(),
      };
    },
  };
};
