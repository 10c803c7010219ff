import { relative } from "node:path";
import type { Command } from "commander";
import { defined } from "../../contract/defined.ts";
import { comparabilityOf } from "../../report/comparable.ts";
import { type Comparison, compare } from "../../report/compare.ts";
import { driftBetween } from "../../report/drift.ts";
import { formats } from "../../report/formats.ts";
import { exitCode, UsageError } from "../../session/fail.ts";
import { formatsOf, renderRun, usualFormats } from "../../session/render-run.ts";
import { findRun, readRun } from "../../session/reports-dir.ts";
import { comparisonLines } from "../compare-text.ts";
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

const help = `
Formats:
${formats.map(({ id, sentence }) => `  ${id.padEnd(7)}${sentence}`).join("\n")}

Examples:
  npm run report                                   the newest run again
  npm run report -- latest --format html,junit
  npm run report -- 2026-03-02T02-30-00Z-nightly --baseline 2026-02-01T02-30-00Z-nightly
  npm run report -- --compare 2026-03-01T02-30-00Z-nightly latest

A comparison ends with 1 when a rule broke or a service time rose beyond chance and tolerance, and with 2 when the two
runs are of different things: other targets, or no part in common.`;

/** Two runs of different things have no difference worth printing. */
const mustCompare = ({ before, after, apart }: Pick<Comparison, "before" | "after" | "apart">): void => {
  if (apart.length > 0) throw new UsageError(`${before} and ${after} cannot be compared: ${apart.join("; ")}`);
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
  if (comparison.regressions > 0) process.exitCode = exitCode.violated;
};

export const report = (program: Command): void => {
  program
    .command("report")
    .argument("[runs...]", "names below reports/, latest, or paths of run folders", ["latest"])
    .option("--format <ids>", "comma-separated", usualFormats.join(","))
    .option("--compare", "compare two runs, the earlier one first")
    .option("--json", "with --compare: for programs")
    .option("--baseline <run>", "also measure against this run")
    .option("--import <file>", "make a run and its reports from k6's JSON output (k6 run --out json=FILE)")
    .option("--out <folder>", "write there instead of into the run's folder")
    .option("--reports <folder>", "where runs are kept", "reports")
    .addHelpText("after", help)
    .action(async (runs: readonly string[], flags: ReportFlags) => {
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
        for (const file of written) line(relative(".", file));
      }
    });
};
