import { createSimulator } from "../../simulator/simulator.ts";
import { createSecond } from "../second-server/create.ts";
import { type CreateServer, contractTrial } from "./contract-trial.ts";
import { type FaultTrial, killsOf, smallLimit } from "./kills.ts";
import type { Mutant, Original } from "./mutant.ts";
import { loadCopy } from "./mutant-copy.ts";
import { trafficOf } from "./traffic.ts";

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

const creates: Readonly<Record<Original, CreateServer>> = { simulator: createSimulator, "second server": createSecond };
const expectedOf = new Map<Original, readonly string[]>();

/** Whether what the facts say of a fixed session's answers still holds, without any rule. */
export const compareMutant = async (mutant: Mutant): Promise<ComparisonTrial> => {
  const expected = expectedOf.get(mutant.of) ?? (await trafficOf(creates[mutant.of]));
  expectedOf.set(mutant.of, expected);
  const id = { kind: "comparison", mutant: mutant.id } as const;
  let create: CreateServer;
  try {
    create = await loadCopy(mutant);
    create({ clock: { nowUs: () => 0, wallMs: () => 0, sleep: async () => {}, after: () => () => {} } });
  } catch {
    return { ...id, verdict: "broken" };
  }
  const lines = await trafficOf(create, expected);
  const differs = lines.findIndex((line, at) => line !== expected[at]);
  if (differs < 0) return { ...id, verdict: "same" };
  return {
    ...id,
    verdict: expected[differs]?.startsWith("limited") ? "different at the limit" : "different",
    line: (lines[differs] ?? "").slice(0, 400),
  };
};

/** The contract suite against a mutant, under each seed. */
export const scoreMutant = async (
  mutant: Mutant,
  seeds: readonly number[],
  budgets: readonly number[],
): Promise<MutantTrial> => {
  const create = await loadCopy(mutant);
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
