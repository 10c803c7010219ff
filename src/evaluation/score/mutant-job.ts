import { contractTrial } from "./contract-trial.ts";
import { type FaultTrial, killsOf, smallLimit } from "./kills.ts";
import type { Mutant } from "./mutant.ts";
import { loadCopy, type MutantCopy } from "./mutant-copy.ts";

/** Whether raw traffic distinguishes a mutant from the original. */
export interface ComparisonTrial {
  readonly kind: "comparison";
  readonly mutant: string;
  /** `same`: the session saw no difference. `broken`: it does not even load. */
  readonly verdict: "different" | "different at the limit" | "same" | "broken";
  readonly line?: string;
}

export interface MutantTrial {
  readonly kind: "mutant";
  readonly mutant: string;
  readonly trials: readonly Omit<FaultTrial, "kind" | "fault">[];
}

let original: readonly string[] | undefined;

/** Lines from the second session on are sent under a limit of 8. */
const limitedFrom = (lines: readonly string[]) => lines.findIndex((line) => line.includes('"x-ratelimit-limit","8"'));

/** Plays the fixed session against the mutant and compares bytes, without any rule. */
export const compareMutant = async (mutant: Mutant): Promise<ComparisonTrial> => {
  original ??= await (await loadCopy(undefined)).transcript({});
  const expected = original;
  const id = { kind: "comparison", mutant: mutant.id } as const;
  let copy: MutantCopy;
  try {
    copy = await loadCopy(mutant);
    copy.createSimulator({ clock: { nowUs: () => 0, wallMs: () => 0, sleep: async () => {}, after: () => () => {} } });
  } catch {
    return { ...id, verdict: "broken" };
  }
  const lines = await copy.transcript({}, expected);
  const differs = lines.findIndex((line, at) => line !== expected[at]);
  if (differs < 0) return { ...id, verdict: lines.length === expected.length ? "same" : "different" };
  return {
    ...id,
    verdict: differs >= limitedFrom(expected) ? "different at the limit" : "different",
    line: (lines[differs] ?? "").slice(0, 400),
  };
};

/** The contract suite against a mutant, under each seed. */
export const scoreMutant = async (
  mutant: Mutant,
  seeds: readonly number[],
  budgets: readonly number[],
): Promise<MutantTrial> => {
  const { createSimulator: create } = await loadCopy(mutant);
  const server = mutant.limited === true ? { limit: smallLimit } : {};
  const trials: Omit<FaultTrial, "kind" | "fault">[] = [];
  for (const seed of seeds) {
    const kills = await killsOf(budgets, undefined, (budget) =>
      contractTrial({ server, create, seed, budget, stopAtFirst: true }),
    );
    trials.push({ seed, ...kills });
  }
  return { kind: "mutant", mutant: mutant.id, trials };
};
