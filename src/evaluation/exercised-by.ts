import { propertiesOfAll } from "../../suites/contract/properties.ts";
import { contractTrial } from "./score/contract-trial.ts";

/** A few cases of most properties, then enough for one case of the dearest. */
const budgets = [70, 250] as const;
/** Small, so that a limit can be reached within such a budget. */
const server = { limit: 24 };

/**
 * The properties that exercise each rule, by the rule's id, in the order of the suite: each property runs alone against
 * the correct simulator, in virtual time and under a fixed seed.
 */
export const exercisedBy = async (): Promise<ReadonlyMap<string, readonly string[]>> => {
  const byRule = new Map<string, string[]>();
  for (const { id } of propertiesOfAll) {
    for (const budget of budgets) {
      const { record } = await contractTrial({ server, seed: 1, budget, only: [id] });
      if (record.properties[0]?.cases === 0) continue;
      for (const { rule, exercised } of record.verdicts)
        if (exercised > 0) byRule.set(rule, [...(byRule.get(rule) ?? []), id]);
      break;
    }
  }
  return byRule;
};
