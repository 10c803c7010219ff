import { defined } from "../../contract/defined.ts";
import type { Fault } from "../../simulator/fault.ts";
import { faults as catalogue } from "../../simulator/faults.ts";
import type { BenignTrial, Job, NamedTrial, Trial } from "./job.ts";
import type { FaultTrial } from "./kills.ts";
import { inParallel } from "./pool.ts";
import { type ScoreRecord, type SeededOptions, seedsUpTo, startMeasurement, targetsOf } from "./record.ts";
import { benignScore, faultScore, matrix, rulesWithoutFault } from "./score.ts";

export interface MeasureOptions extends SeededOptions {
  readonly faults: readonly Fault[];
  /** Ids of benign variants, and of plain servers. */
  readonly benign: readonly string[];
  readonly benignSeeds: number;
}

/** How many seeds may try to show that a fault's own rule notices it; one that shows at random may need several. */
const namingSeeds = 3;

const isFault = (trial: Trial | undefined): trial is FaultTrial => trial?.kind === "fault";
const isNamed = (trial: Trial | undefined): trial is NamedTrial => trial?.kind === "named";
const isBenign = (trial: Trial | undefined): trial is BenignTrial => trial?.kind === "benign";

const nameOf = (trial: Trial | undefined): string => {
  if (isBenign(trial)) return trial.variant;
  return isFault(trial) || isNamed(trial) ? trial.fault : "";
};

/** The full matrix: every fault and every correct server under every seed. */
export const measure = async (options: MeasureOptions): Promise<ScoreRecord> => {
  const { faults, benign, budgets, processes, signal, onProgress } = options;
  const measurement = startMeasurement();
  const budget = Math.max(...budgets);
  const seeds = seedsUpTo(options.seeds);
  const benignSeeds = seedsUpTo(options.benignSeeds);
  const pool = {
    processes,
    ...defined({ signal }),
    onTrial: (trial: Trial | undefined, done: number, of: number) => onProgress?.(`${done}/${of} · ${nameOf(trial)}`),
  };
  // A seed's cases are drawn once a process and serve every server: seeds outside, servers inside.
  const first = await inParallel(
    [
      ...seeds.flatMap((seed) => faults.map((fault): Job => ({ kind: "fault", fault: fault.id, seed, budgets }))),
      ...benignSeeds.flatMap((seed) => benign.map((variant): Job => ({ kind: "benign", variant, seed, budget }))),
    ],
    pool,
  );
  const trials = first.filter(isFault);
  const named: NamedTrial[] = [];
  for (const seed of seeds.slice(0, namingSeeds)) {
    const unnamed = faults.filter(
      ({ id, breaks }) =>
        !trials.some(({ fault, rules }) => fault === id && rules.includes(breaks)) &&
        !named.some(({ fault, noticed }) => fault === id && noticed),
    );
    const jobs = unnamed.map((fault): Job => ({ kind: "named", fault: fault.id, seed, budget }));
    named.push(...(await inParallel(jobs, pool)).filter(isNamed));
  }
  const scores = faults.map((fault) =>
    faultScore(
      fault,
      trials.filter((trial) => trial.fault === fault.id),
      named.filter((trial) => trial.fault === fault.id),
      budgets,
    ),
  );
  const benignTrials = first.filter(isBenign);
  const quiet = benign.map((id) =>
    benignScore(
      id,
      benignTrials.filter(({ variant }) => variant === id),
    ),
  );
  return {
    format: "gorest-harness score",
    ...measurement(),
    processes,
    budgets,
    seeds,
    benignSeeds,
    requests:
      trials.reduce((sum, { sent }) => sum + sent, 0) + benignTrials.reduce((sum, { requests }) => sum + requests, 0),
    rows: scores.length === 0 ? [] : matrix(scores, budgets),
    faults: scores,
    benign: quiet,
    rulesWithoutFault: rulesWithoutFault(catalogue),
    targets: targetsOf({ faults: scores, benign: quiet, budgets }),
  };
};
