import { seededRandom } from "../contract/random.ts";
import type { RunRecord } from "../contract/run.ts";
import { overall } from "./histogram.ts";

/** Fewer runs cannot separate a step from chance. */
export const leastRuns = 10;
const leastSegment = 3;
const permutations = 999;
const significance = 0.01;

/** A stretch of values, from `from` up to but without `to`, and how much its mean differs from that of all others. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Difference of the means, weighed by how many values stand behind them. */
  readonly strength: number;
}

type Search = (values: readonly number[]) => Stretch;

const sumsOf = (values: readonly number[]): readonly number[] => {
  const sums = [0];
  for (const value of values) sums.push((sums.at(-1) ?? 0) + value);
  return sums;
};

/** The candidates are passed on one by one: a list of them for each of a thousand shufflings would cost more than the search. */
const strongest = (
  values: readonly number[],
  candidates: (length: number, take: (from: number, to: number) => void) => void,
): Stretch => {
  const sums = sumsOf(values);
  const n = values.length;
  const total = sums[n] ?? 0;
  let best: Stretch = { from: 0, to: n, strength: 0 };
  candidates(n, (from, to) => {
    const inside = to - from;
    const sum = (sums[to] ?? 0) - (sums[from] ?? 0);
    const strength = Math.abs(sum / inside - (total - sum) / (n - inside)) * Math.sqrt((inside * (n - inside)) / n);
    if (strength > best.strength) best = { from, to, strength };
  });
  return best;
};

/** Everything before a point against everything after it: a step. */
const step: Search = (values) =>
  strongest(values, (n, take) => {
    for (let to = leastSegment; to <= n - leastSegment; to++) take(0, to);
  });

/** A stretch in the middle against what surrounds it: a bump, which a single cut would average away. */
const bump: Search = (values) =>
  strongest(values, (n, take) => {
    for (let from = leastSegment; from <= n - 2 * leastSegment; from++)
      for (let to = from + leastSegment; to <= n - leastSegment; to++) take(from, to);
  });

const shuffled = (values: readonly number[], random: () => number): number[] => {
  const mixed = [...values];
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const [a, b] = [mixed[i] ?? 0, mixed[j] ?? 0];
    mixed[i] = b;
    mixed[j] = a;
  }
  return mixed;
};

/**
 * Indexes at which a series of positive figures moved to another level, in order. Looks for the step, and failing that
 * the bump, where the means of the logarithms differ most; keeps it when fewer than one in a hundred shufflings of the
 * same values are as strong; and searches each part again. A permutation test assumes no distribution. Fewer than ten
 * values give none.
 * @see Matteson and James, 2014 (steps); Olshen and others, 2004 (bumps)
 * @internal
 */
export const changePoints = (series: readonly number[], seed = 1): readonly number[] => {
  if (series.length < leastRuns) return [];
  const random = seededRandom(seed);
  const isReal = (values: readonly number[], search: Search, { strength }: Stretch): boolean => {
    if (strength === 0) return false;
    let asStrong = 1;
    for (let i = 0; i < permutations; i++) {
      if (search(shuffled(values, random)).strength >= strength) asStrong++;
      if (asStrong > significance * (permutations + 1)) return false;
    }
    return true;
  };
  const changesIn = (values: readonly number[], offset: number): number[] => {
    for (const search of [step, bump]) {
      const found = search(values);
      if (!isReal(values, search, found)) continue;
      const cuts = [0, found.from, found.to, values.length].filter((cut, i, all) => cut !== all[i - 1]);
      return cuts.flatMap((cut, i) => {
        const next = cuts[i + 1];
        if (next === undefined) return [];
        const inside = changesIn(values.slice(cut, next), offset + cut);
        return cut === 0 ? inside : [offset + cut, ...inside];
      });
    }
    return [];
  };
  return changesIn(series.map(Math.log), 0);
};

/** What the trend keeps of a run. */
export interface TrendPoint {
  readonly id: string;
  readonly startedAt: string;
  readonly outcome: "good" | "bad" | "unsure";
  /** Median and 95th percentile of accepted answers of the scenario the trend follows, where samples support them. */
  readonly p50Ms: number | undefined;
  readonly p95Ms: number | undefined;
  readonly violated: number;
  readonly exercised: number;
}

export interface Trend {
  /** The scenario followed: of this run's, the one that most earlier runs have, and of several the longest. */
  readonly scenario: string | undefined;
  /** Oldest first; the last is this run. */
  readonly points: readonly TrendPoint[];
  /** Indexes of points at which the median moved to another level. */
  readonly changes: readonly number[];
}

const most = 30;

const outcomeOf = ({ contract, load }: RunRecord): TrendPoint["outcome"] => {
  if (contract?.outcome === "violated" || load?.outcome === "fail") return "bad";
  const fine = (outcome: string | undefined) => outcome === undefined || outcome === "holds" || outcome === "pass";
  return fine(contract?.outcome) && fine(load?.outcome) ? "good" : "unsure";
};

const pointOf = (run: RunRecord, scenario: string | undefined): TrendPoint => {
  const summary = overall(run.load?.scenarios.find(({ id }) => id === scenario)).find((row) => row.name === "accepted");
  const at = (p: number) => summary?.percentiles.find((percentile) => percentile.p === p)?.ms;
  const verdicts = run.contract?.verdicts ?? [];
  return {
    id: run.id,
    startedAt: run.startedAt,
    outcome: outcomeOf(run),
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    violated: verdicts.filter((verdict) => verdict.kind === "violated").length,
    exercised: verdicts.filter((verdict) => verdict.exercised > 0).length,
  };
};

/** Not the generator's own, and not one that exceeds the limit on purpose. */
const followed = (run: RunRecord, history: readonly RunRecord[]): string | undefined => {
  const inHistory = ({ id }: { readonly id: string }) =>
    history.filter(({ load }) => load?.scenarios.some((other) => other.id === id)).length;
  return run.load?.scenarios
    .filter(({ ownOnly, sweep }) => ownOnly !== true && (sweep === undefined || run.load?.scenarios.length === 1))
    .toSorted((a, b) => inHistory(b) - inHistory(a) || b.tookMs - a.tookMs)[0]?.id;
};

/** The last runs with this one, and where their median latency changed level. */
export const trendOf = (run: RunRecord, history: readonly RunRecord[]): Trend => {
  const scenario = followed(run, history);
  const points = [...history, run].slice(-most).map((one) => pointOf(one, scenario));
  // Runs without a median are left out of the series; indexes are led back to the points.
  const measured = points.flatMap((point, index) =>
    point.p50Ms === undefined || point.p50Ms <= 0 ? [] : [{ index, ms: point.p50Ms }],
  );
  const changes = changePoints(measured.map(({ ms }) => ms)).flatMap((at) => measured[at]?.index ?? []);
  return { scenario, points, changes };
};
