import { readFile } from "node:fs/promises";
import type { Job } from "./job.ts";
import { type Mutant, type MutantList, type Original, originals } from "./mutant.ts";
import { mutantsOf } from "./mutate.ts";
import { inParallel } from "./pool.ts";
import { shuffled } from "./sample.ts";

/** Where each original decides. Not: faults and variants, made-up data, test switches of the simulator, sockets. @internal */
export const mutatedFiles: Readonly<Record<Original, readonly string[]>> = {
  simulator: [
    "answers.ts",
    "app.ts",
    "budget.ts",
    "call.ts",
    "pipeline.ts",
    "identity.ts",
    "input.ts",
    "listing.ts",
    "policy.ts",
    "representation.ts",
    "store.ts",
    "validation.ts",
  ],
  "second server": ["formats.ts", "server.ts", "users.ts"],
};

export interface FreezeOptions {
  readonly count: number;
  readonly seed: number;
  readonly processes: number;
  readonly onProgress?: (text: string) => void;
}

/** A fixed session takes a second; a server that has not answered it after this long never will. */
const timeoutMs = 60_000;

/**
 * Chooses mutants: all of them in an order that follows from the seed, tried in turn, until there are enough whose raw
 * traffic contradicts a fact. No rule takes part in the choice.
 */
export const freeze = async ({ count, seed, processes, onProgress }: FreezeOptions): Promise<MutantList> => {
  const all: Mutant[] = [];
  for (const of of ["simulator", "second server"] as const)
    for (const name of mutatedFiles[of])
      all.push(...mutantsOf(of, name, await readFile(new URL(name, originals[of]), "utf8")));
  const queue = shuffled(all, seed);
  const tried = { different: 0, same: 0, broken: 0, hung: 0 };
  const mutants: Mutant[] = [];
  const batch = 50;
  for (let from = 0; mutants.length < count && from < queue.length; from += batch) {
    const some = queue.slice(from, from + batch);
    const trials = await inParallel(
      some.map((mutant): Job => ({ kind: "compare", mutant })),
      { processes, timeoutMs, onTrial: (_, done) => onProgress?.(`${from + done} tried, ${mutants.length} chosen`) },
    );
    some.forEach((mutant, at) => {
      if (mutants.length >= count) return;
      const trial = trials[at];
      if (trial?.kind !== "comparison") {
        tried.hung++;
        return;
      }
      if (trial.verdict === "same" || trial.verdict === "broken") {
        tried[trial.verdict]++;
        return;
      }
      tried.different++;
      mutants.push({ ...mutant, ...(trial.verdict === "different at the limit" ? { limited: true } : {}) });
    });
  }
  return { format: "gorest-harness mutants", version: 1, seed, generated: all.length, tried, mutants };
};
