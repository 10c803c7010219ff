import { propertiesOfAll } from "../../suites/contract/properties.ts";
import { contractTrial } from "./score/contract-trial.ts";

/** A few cases of most properties, then enough for one case of the dearest. */
const budgets = [90, 250] as const;
/** Small, so that a limit can be reached within such a budget. */
const server = { limit: 24 };

/** Ids of properties, in the order of the suite. */
type ByName = ReadonlyMap<string, readonly string[]>;

/**
 * The properties that exercise each rule and each operation, by its id: each property runs alone against the correct
 * simulator, in virtual time and under a fixed seed.
 */
export const exercisedBy = async (): Promise<{ readonly byRule: ByName; readonly byOperation: ByName }> => {
  const byRule = new Map<string, string[]>();
  const byOperation = new Map<string, string[]>();
  const add = (map: Map<string, string[]>, key: string, id: string) => map.set(key, [...(map.get(key) ?? []), id]);
  for (const { id } of propertiesOfAll) {
    for (const budget of budgets) {
      const { record } = await contractTrial({ server, seed: 1, budget, only: [id] });
      if (record.properties[0]?.cases === 0) continue;
      for (const { rule, exercised } of record.verdicts) if (exercised > 0) add(byRule, rule, id);
      const sent = new Set(record.coverage.flatMap(({ operation, times }) => (times > 0 ? [operation] : [])));
      for (const operation of sent) add(byOperation, operation, id);
      break;
    }
  }
  return { byRule, byOperation };
};
