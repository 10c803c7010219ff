import { rules } from "../../../src/checks/rules.ts";
import type { Clause } from "../../../src/contract/verdict.ts";
import { perform } from "../../../src/evaluation/score/job.ts";
import type { Fault } from "../../../src/simulator/fault.ts";
import { faults } from "../../../src/simulator/faults.ts";

/** What a run has to spend on showing that a fault is noticed. */
const budget = 450;

/** Tried in turn: input is drawn by chance, and some faults show in one answer of ten. How often is the matrix's business. */
const seeds = [1, 2, 3, 4];

/** The faults of the catalogue that break each rule. For tests. */
export const faultsByRule: ReadonlyMap<string, readonly Fault[]> = new Map(
  faults
    .filter(({ report }) => report === undefined)
    .map(({ breaks }, _at, all) => [breaks, all.filter((fault) => fault.breaks === breaks)]),
);

/** The clause of the contract that a fault breaks. For tests. */
export const clauseOf = ({ breaks }: Fault): Clause | undefined => rules.find(({ id }) => id === breaks)?.clause;

/** Whether the rule that one of the faults breaks notices it when it judges alone. For tests. */
export const isNoticed = async (...faults: readonly Fault[]): Promise<boolean> => {
  // Each fault before the next seed: what needs luck is not tried four times where another shows at once.
  for (const seed of seeds)
    for (const { id } of faults) {
      const trial = await perform({ kind: "named", fault: id, seed, budget });
      if (trial.kind === "named" && trial.noticed && trial.requests <= budget) return true;
    }
  return false;
};

/** What a run of so many requests wrongly says of a correct server, or why it could not judge it. For tests. */
export const falselySaid = async (variant: string, requests: number): Promise<readonly string[]> => {
  const trial = await perform({ kind: "benign", variant, seed: 1, budget: requests });
  if (trial.kind !== "benign") throw new Error("a benign job ends in a benign trial");
  return [...trial.alarms, ...(trial.unable === undefined ? [] : [trial.unable])];
};
