import { relative } from "node:path";
import { defined } from "../../contract/defined.ts";
import { comparabilityOf } from "../../report/comparable.ts";
import { type Comparison, compare } from "../../report/compare.ts";
import { driftBetween } from "../../report/drift.ts";
import { exitCode, UsageError } from "../../session/fail.ts";
import { formatsOf, renderRun } from "../../session/render-run.ts";
import { findRun, readRun } from "../../session/reports-dir.ts";
import { comparisonLines } from "../changes-text.ts";
import { terminal } from "../terminal.ts";

/** Flags as typed. */
export interface ReportFlags {
  readonly import?: string;
  readonly format: string;
  readonly reports: string;
  readonly out?: string;
  readonly baseline?: string;
  readonly compare?: boolean;
  readonly json?: boolean;
}

/** Two runs of different things have no difference worth printing. */
const mustCompare = ({ before, after, apart }: Pick<Comparison, "before" | "after" | "apart">): void => {
  if (apart.length > 0)
    throw new UsageError(
      `${before} and ${after} cannot be compared: ${apart.join("; ")}; give two runs of one verb and target`,
    );
};

const compareRuns = async (names: readonly string[], flags: ReportFlags): Promise<void> => {
  const [first, second] = names;
  if (first === undefined || second === undefined || names.length !== 2)
    throw new UsageError("--compare takes two runs: npm run report -- --compare EARLIER LATER");
  const before = await readRun(await findRun(flags.reports, first));
  const after = await readRun(await findRun(flags.reports, second));
  const comparison = compare(before, after);
  mustCompare(comparison);
  const drift =
    before.behaviour === undefined || after.behaviour === undefined
      ? []
      : driftBetween(before.behaviour, after.behaviour);
  const { line, style } = terminal();
  if (flags.json === true) line(JSON.stringify({ ...comparison, drift }, null, 2));
  else for (const text of comparisonLines(comparison, drift, style)) line(text);
  if (comparison.regressions > 0 || comparison.brokenInBoth.length > 0) process.exitCode = exitCode.violated;
};

/** The verb, once its flags are read. */
export const run = async (runs: readonly string[], flags: ReportFlags): Promise<void> => {
  if (flags.compare === true) return compareRuns(runs, flags);
  const { line } = terminal();
  if (flags.import !== undefined) {
    const { importK6Run } = await import("../import-k6.ts");
    for (const file of await importK6Run(flags.import, flags.reports)) line(relative(".", file));
    return;
  }
  const ids = flags.format.split(",").map((id) => id.trim());
  formatsOf(ids);
  const baseline =
    flags.baseline === undefined ? undefined : await readRun(await findRun(flags.reports, flags.baseline));
  for (const name of runs) {
    const path = await findRun(flags.reports, name);
    if (baseline !== undefined) {
      const run = await readRun(path);
      mustCompare({ before: baseline.id, after: run.id, apart: comparabilityOf(baseline, run).apart });
    }
    const written = await renderRun({
      reportsDir: flags.reports,
      path,
      formats: ids,
      ...defined({ baseline, outDir: flags.out }),
    });
    if (flags.json === true) line(JSON.stringify({ run: path, files: written.map((file) => relative(".", file)) }));
    else for (const file of written) line(relative(".", file));
  }
};
