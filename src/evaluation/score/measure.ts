import { readFile } from "node:fs/promises";
import { defined } from "../../contract/defined.ts";
import type { Fault } from "../../simulator/fault.ts";
import { faults as catalogue } from "../../simulator/faults.ts";
import type { FaultTrial } from "./contract-trial.ts";
import type { BenignTrial, Job, NamedTrial, Trial } from "./job.ts";
import type { Mutant, MutantList, Original } from "./mutant.ts";
import { inParallel } from "./pool.ts";
import {
  type ScoreRecord,
  type SeededMeasurement,
  type SeededOptions,
  seedsUpTo,
  startMeasurement,
  targetsOf,
} from "./record.ts";
import {
  benignScore,
  counted,
  faultScore,
  matrix,
  medianRequests,
  rulesWithoutFault,
  type ScoreRow,
  scoreRow,
} from "./score.ts";

interface MeasureOptions extends SeededOptions {
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

export const mutantsFile = new URL("../../../suites/self/mutants/mutants.json", import.meta.url);

/** The frozen list. @internal */
export const readMutants = async (): Promise<MutantList> =>
  // Our own file; a test holds every mutant in it to the source.
  JSON.parse(await readFile(mutantsFile, "utf8")) as MutantList;

export interface MutantScore {
  readonly id: string;
  readonly of: Original;
  readonly file: string;
  readonly operator: string;
  readonly seeds: number;
  readonly killed: readonly number[];
  readonly requests: number | undefined;
  readonly rules: readonly (readonly [rule: string, seeds: number])[];
  readonly outlived: readonly number[];
  readonly equivalentBecause?: string;
  /** What the run itself says where it could not do its job. */
  readonly reason?: string;
  /** No answer: the suite's own requests made it loop or die. Counted as outlived. */
  readonly gone?: true;
}

/** mutants.json of a report. */
export interface MutantRecord extends SeededMeasurement {
  readonly format: "gorest-harness mutant score";
  /** How the list was made. */
  readonly frozen: Omit<MutantList, "mutants" | "format" | "version">;
  /** Without those that are not counted. */
  readonly rows: readonly ScoreRow[];
  readonly mutants: readonly MutantScore[];
}

interface MeasureMutantsOptions extends SeededOptions {
  /** A sample: one mutant of so many. Default 1: all. */
  readonly every?: number;
}

/** All runs of one mutant together; one that takes longer does not answer. */
const timeoutMs = 120_000;

/** The score over the frozen mutants. */
export const measureMutants = async (options: MeasureMutantsOptions): Promise<MutantRecord> => {
  const { budgets, processes, every = 1, signal, onProgress } = options;
  const measurement = startMeasurement();
  const { mutants: frozen, seed, generated, tried } = await readMutants();
  const mutants = frozen.filter((_, at) => at % every === 0);
  const seeds = seedsUpTo(options.seeds);
  const trials = await inParallel(
    mutants.map((mutant): Job => ({ kind: "mutant", mutant, seeds, budgets })),
    {
      processes,
      timeoutMs,
      ...defined({ signal }),
      onTrial: (_, done, of) => onProgress?.(`${done}/${of} mutants`),
    },
  );
  const scores = mutants.map((mutant, at): MutantScore => {
    const trial = trials[at];
    const runs = trial?.kind === "mutant" ? trial.trials : [];
    const reason = runs.find((run) => run.reason !== undefined)?.reason;
    return {
      ...about(mutant),
      seeds: seeds.length,
      killed: budgets.map((_, which) => runs.filter(({ killed }) => killed[which] === true).length),
      requests: medianRequests(runs),
      rules: counted(runs.map(({ rules }) => rules)),
      outlived: seeds.filter((each) => runs.find((run) => run.seed === each)?.killed.at(-1) !== true),
      ...defined({ reason }),
      ...(trial === undefined ? { gone: true } : {}),
    };
  });
  const counting = scores.filter(({ equivalentBecause }) => equivalentBecause === undefined);
  const rowOf = (name: string, some: readonly MutantScore[]) => scoreRow(name, some, budgets);
  const servers = [...new Set(counting.map(({ of }) => of))].sort().reverse();
  return {
    format: "gorest-harness mutant score",
    ...measurement(),
    processes,
    budgets,
    seeds,
    frozen: { seed, generated, tried },
    rows: [
      ...servers.flatMap((of) => {
        const its = counting.filter((score) => score.of === of);
        const files = [...new Set(its.map(({ file }) => file))].sort();
        return [
          ...files.map((file) =>
            rowOf(
              file,
              its.filter((score) => score.file === file),
            ),
          ),
          rowOf(of, its),
        ];
      }),
      rowOf("all", counting),
    ],
    mutants: scores,
  };
};

const about = ({ id, of, file, operator, equivalentBecause }: Mutant) => ({
  id,
  of,
  file,
  operator,
  ...defined({ equivalentBecause }),
});
