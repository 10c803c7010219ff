import { defined } from "../../contract/defined.ts";
import { findFault } from "../../simulator/faults.ts";
import { contractTrial } from "./contract-trial.ts";

/** A violation as a run would show it. */
export interface Example {
  readonly fault: string;
  readonly expected: string;
  readonly received: string;
  readonly sequence: readonly string[];
}

/** Requests in which a fault is to show; on the simulator they cost no waiting. */
const trialBudget = 400;
const mostTried = 3;
const seed = 1;

/** The first violation of a rule that one of these faults brings about; undefined: none in so few requests. */
export const exampleOf = async (rule: string, faults: readonly string[]): Promise<Example | undefined> => {
  for (const id of faults.slice(0, mostTried)) {
    const server = { limit: 24, ...defined({ fault: findFault(id) }) };
    const { record } = await contractTrial({ server, seed, budget: trialBudget, shrink: true, stopAtFirst: true });
    const found = record.findings.find((finding) => finding.rule.id === rule);
    if (found !== undefined) {
      const { expected, received, sequence } = found;
      return { fault: id, expected, received, sequence };
    }
  }
  return undefined;
};
