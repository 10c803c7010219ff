import { basename } from "node:path";
import { scenarios } from "../../suites/load.ts";
import { defined } from "../contract/defined.ts";
import type { RunRecord } from "../contract/run.ts";
import { k6Thresholds } from "../load/k6/export.ts";
import { importK6 } from "../load/k6/import.ts";
import type { Scenario } from "../load/scenario.ts";
import { UsageError } from "../session/fail.ts";
import { assumedLimit, liveWindowS } from "../session/load-run.ts";
import { renderRun } from "../session/render-run.ts";
import { createRunDir, pointLatest, saveRun } from "../session/reports-dir.ts";
import { linesOf, withPath } from "../session/saved-traffic.ts";
import { versions } from "../session/versions.ts";

const known: readonly Scenario[] = scenarios;

/** The scenario a file is named after: paced.json, as the exported script's first lines suggest. */
const scenarioOf = (file: string): Scenario | undefined => known.find(({ id }) => basename(file).split(".")[0] === id);

/**
 * Reads the JSON output of k6 into a run of its own, with its reports; sends no request.
 * @returns the paths written
 * @throws UsageError when there is no request in the file; no run is made then
 */
export const importK6Run = async (file: string, reportsDir: string): Promise<readonly string[]> => {
  const scenario = scenarioOf(file);
  const thresholds =
    scenario?.phases === undefined
      ? undefined
      : k6Thresholds(
          scenario.thresholds({
            kind: "live",
            limit: assumedLimit,
            windowS: liveWindowS,
            durationS: undefined,
            tokens: ["A"],
            mayExceed: true,
            seed: 0,
          }),
        );
  const record = await importK6(linesOf(file), {
    id: scenario?.id ?? "k6",
    ...defined({ statement: scenario?.statement }),
    ...defined({ thresholds }),
  }).catch((error: unknown) => {
    throw withPath(file, error);
  });
  if (record.outcome === "unable")
    throw new UsageError(`${file}: ${record.reason}; make it with k6 run --out json=FILE`);
  const startedAt = new Date();
  const dir = await createRunDir(reportsDir, startedAt, "k6");
  const run: RunRecord = {
    format: "gorest-harness run",
    version: 1,
    id: dir.id,
    startedAt: startedAt.toISOString(),
    endedAt: new Date().toISOString(),
    command: `npm run report -- --import ${basename(file)}`,
    target: { kind: "live", baseUrl: "not in k6's output", tokens: [], via: "k6" },
    seed: 0,
    versions: versions(),
    load: {
      outcome: record.outcome,
      ...defined({ reason: record.reason }),
      scenarios: [record],
      verdicts: [],
      findings: [],
    },
  };
  const path = await saveRun(reportsDir, run);
  await pointLatest(reportsDir, dir.id);
  return [path, ...(await renderRun({ reportsDir, path: dir.path }))];
};
