/**
 * How sure a percentile is, without assuming any shape of the latencies: the number of samples below the true quantile
 * is binomial, so two order statistics bracket it with a known probability.
 *
 * @see W. J. Conover, Practical Nonparametric Statistics, 3rd ed., 3.2; ISO 16269-7
 */
const confidence = 0.95;

/**
 * The fewest samples whose whole span covers quantile `p` with that confidence, 95 % by default: the smallest n with
 * pⁿ + (1 − p)ⁿ ≤ 0.05. p50: 6, p90: 29, p95: 59, p99: 299, p99.9: 2,995.
 */
export const samplesNeeded = (p: number, sure = confidence): number => {
  const alpha = 1 - sure;
  const misses = (n: number) => p ** n + (1 - p) ** n;
  let n = Math.max(1, Math.floor(Math.log(alpha) / Math.log(Math.max(p, 1 - p))) - 1);
  while (misses(n) > alpha) n++;
  return n;
};

/** The rank (from 1) of the sample that stands for quantile `p` among `n`. */
export const rankOf = (p: number, n: number): number => Math.min(n, Math.max(1, Math.ceil(p * n - 1e-9)));

/** ln Γ(x) for x ≥ 1, by Stirling's series shifted to where it is exact to double precision. */
const logGamma = (x: number): number => {
  let shift = 0;
  let at = x;
  for (; at < 12; at++) shift -= Math.log(at);
  const inverse = 1 / (at * at);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / at;
  return shift + (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series;
};

const binomialMass = (n: number, p: number, k: number): number =>
  Math.exp(logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) + k * Math.log(p) + (n - k) * Math.log1p(-p));

/**
 * Ranks (from 1) of the two samples that bracket quantile `p` with at least 95 % confidence, or undefined below
 * {@link samplesNeeded}. Each side may miss by 2.5 %; where the sample ends too soon for that, the other side gives way.
 */
export const intervalRanks = (p: number, n: number): readonly [low: number, high: number] | undefined => {
  if (p <= 0 || p >= 1 || n < samplesNeeded(p)) return undefined;
  const alpha = 1 - confidence;
  const reach = 12 * Math.sqrt(n * p * (1 - p)) + 60;
  const first = Math.max(0, Math.floor(n * p - reach));
  const last = Math.min(n, Math.ceil(n * p + reach));
  const odds = p / (1 - p);
  // B = how many samples lie below the quantile. The quantile lies in [x(low), x(high)) when low ≤ B < high.
  const lowestRankWith = (allowed: number): number => {
    let rank = first;
    let mass = binomialMass(n, p, rank);
    for (let below = mass; below <= allowed && rank < last; below += mass) {
      mass *= ((n - rank) / (rank + 1)) * odds;
      rank++;
    }
    return rank;
  };
  const highestRankWith = (allowed: number): number => {
    let rank = last;
    let mass = binomialMass(n, p, rank);
    for (let above = mass; above <= allowed && rank > first; above += mass) {
      mass *= rank / (n - rank + 1) / odds;
      rank--;
    }
    return rank + 1;
  };
  let low = lowestRankWith(alpha / 2);
  let high = highestRankWith(alpha / 2);
  if (high > n) {
    high = n;
    low = lowestRankWith(alpha - p ** n);
  } else if (low < 1) {
    low = 1;
    high = highestRankWith(alpha - (1 - p) ** n);
  }
  return [Math.max(1, low), Math.min(n, high)];
};

/** The middle value, or the mean of the two in the middle; NaN where there is none. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 0 ? ((sorted[middle - 1] ?? Number.NaN) + high) / 2 : high;
};
