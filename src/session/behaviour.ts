import type { AnswerShape } from "../contract/run.ts";
import { createFingerprint } from "../report/fingerprint.ts";
import { exchangesIn } from "./reports-dir.ts";

/**
 * How the API looked over all exchanges a run's folder holds; for RunRecord.behaviour, which the next run is compared
 * with.
 * @param path the run's folder
 */
export const behaviourIn = async (path: string, baseUrl: string): Promise<readonly AnswerShape[]> => {
  const fold = createFingerprint(baseUrl);
  for (const file of ["exchanges.ndjson", "load-exchanges.ndjson"] as const) {
    const read = await exchangesIn(path, file);
    if (read !== undefined) for await (const exchange of read()) fold.add(exchange);
  }
  return fold.shapes();
};
