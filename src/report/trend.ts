import type { RunRecord } from "../contract/run.ts";
import { changePoints } from "./change-points.ts";
import { overall } from "./summaries.ts";

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
