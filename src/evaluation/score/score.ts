import { rules } from "../../checks/rules.ts";
import { defined } from "../../contract/defined.ts";
import { type FaultInfo, faultClasses } from "../../contract/fault.ts";
import { median } from "../../contract/order-statistics.ts";
import type { FaultTrial } from "./contract-trial.ts";
import type { BenignTrial, NamedTrial } from "./job.ts";

/** How one fault fared over all seeds. */
export interface FaultScore {
  readonly id: string;
  readonly class: FaultInfo["class"];
  readonly sentence: string;
  readonly breaks: string;
  readonly oneIn?: number;
  readonly report?: string;
  readonly seeds: number;
  /** Seeds under which it was killed, one number for each budget. */
  readonly killed: readonly number[];
  /** Median requests to the first kill, over the seeds that killed it. */
  readonly requests: number | undefined;
  /** Requests of the shortened sequence that a report shows, under the first seed. */
  readonly shown?: number;
  /** Rules that noticed, by the number of seeds; those that were first come first. */
  readonly rules: readonly (readonly [rule: string, seeds: number])[];
  /** The rule it breaks noticed it, at the latest in a run that it alone judged. */
  readonly named: boolean;
  /** Seeds it outlived at the largest budget. */
  readonly outlived: readonly number[];
  readonly reason?: string;
}

/** A row of the matrix. */
export interface ScoreRow {
  readonly name: string;
  readonly faults: number;
  /** (fault, seed) pairs. */
  readonly pairs: number;
  readonly killed: readonly number[];
  readonly requests: number | undefined;
}

export interface BenignScore {
  readonly id: string;
  readonly seeds: number;
  /** "seed 3: rule …", one each. */
  readonly alarms: readonly string[];
  readonly drift: readonly string[];
  readonly unable: readonly string[];
}

/** The median of the requests it took, over those that say; undefined where none does. */
export const medianRequests = (rows: readonly { readonly requests?: number | undefined }[]): number | undefined => {
  const known = rows.flatMap(({ requests }) => requests ?? []);
  return known.length === 0 ? undefined : median(known);
};

export const counted = (lists: readonly (readonly string[])[]): readonly (readonly [string, number])[] => {
  const counts = new Map<string, number>();
  for (const list of lists) for (const item of new Set(list)) counts.set(item, (counts.get(item) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
};

export const faultScore = (
  fault: FaultInfo,
  trials: readonly FaultTrial[],
  named: readonly NamedTrial[],
  budgets: readonly number[],
): FaultScore => {
  const { id, class: kind, sentence, breaks, oneIn, report } = fault;
  const reason = trials.find((trial) => trial.reason !== undefined)?.reason;
  return {
    id,
    class: kind,
    sentence,
    breaks,
    ...defined({ oneIn, report }),
    seeds: trials.length,
    killed: budgets.map((_, at) => trials.filter((trial) => trial.killed[at] === true).length),
    requests: medianRequests(trials),
    ...defined({ shown: trials.find(({ shown }) => shown !== undefined)?.shown }),
    rules: counted(trials.map((trial) => trial.rules)),
    named: trials.some(({ rules }) => rules.includes(breaks)) || named.some(({ noticed }) => noticed),
    outlived: trials.filter(({ killed }) => killed.at(-1) !== true).map(({ seed }) => seed),
    ...defined({ reason }),
  };
};

export const scoreRow = (
  name: string,
  scores: readonly Pick<FaultScore, "seeds" | "killed" | "requests">[],
  budgets: readonly number[],
): ScoreRow => ({
  name,
  faults: scores.length,
  pairs: scores.reduce((sum, { seeds }) => sum + seeds, 0),
  killed: budgets.map((_, at) => scores.reduce((sum, { killed }) => sum + (killed[at] ?? 0), 0)),
  // Of medians: a fault weighs as much as another, however many seeds killed it.
  requests: medianRequests(scores),
});

/** Faults thought up here, and those reported of another API. */
export const byOrigin = <T extends { readonly report?: string }>(faults: readonly T[]) => ({
  own: faults.filter(({ report }) => report === undefined),
  reported: faults.filter(({ report }) => report !== undefined),
});

/**
 * The matrix: a row for each class, without the faults that show at random; then those; then all. Beside it, in no other row,
 * those out of public bug reports.
 */
export const matrix = (scores: readonly FaultScore[], budgets: readonly number[]): readonly ScoreRow[] => {
  const { own: catalogue, reported } = byOrigin(scores);
  const steady = catalogue.filter(({ oneIn }) => oneIn === undefined);
  const chance = catalogue.filter(({ oneIn }) => oneIn !== undefined);
  const rows = faultClasses.flatMap((kind) => {
    const own = steady.filter((score) => score.class === kind);
    return own.length === 0 ? [] : [scoreRow(kind, own, budgets)];
  });
  const parts = chance.length === 0 ? [] : [scoreRow("now and then", chance, budgets)];
  const beside = reported.length === 0 ? [] : [scoreRow("public bug reports", reported, budgets)];
  return [...rows, ...parts, ...(catalogue.length === 0 ? [] : [scoreRow("all", catalogue, budgets)]), ...beside];
};

export const benignScore = (id: string, trials: readonly BenignTrial[]): BenignScore => {
  const lines = (of: (trial: BenignTrial) => readonly string[]) =>
    trials.flatMap((trial) => of(trial).map((line) => `seed ${trial.seed}: ${line}`));
  return {
    id,
    seeds: trials.length,
    alarms: lines(({ alarms }) => alarms),
    drift: lines(({ drift }) => drift),
    unable: lines(({ unable }) => (unable === undefined ? [] : [unable])),
  };
};

/** Rules that no fault of the catalogue names. */
export const rulesWithoutFault = (faults: readonly FaultInfo[]): readonly string[] =>
  rules.map(({ id }) => id).filter((id) => !faults.some(({ breaks }) => breaks === id));
