import { readFile } from "node:fs/promises";
import { defined } from "../../contract/defined.ts";
import type { Job } from "./job.ts";
import type { Mutant, MutantList, Original } from "./mutant.ts";
import { inParallel } from "./pool.ts";
import { type SeededMeasurement, type SeededOptions, seedsUpTo, startMeasurement } from "./record.ts";
import { counted, medianRequests, type ScoreRow, scoreRow } from "./score.ts";

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

export interface MeasureMutantsOptions extends SeededOptions {
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
