import { relative } from "node:path";
import type { Command } from "commander";
import { formats } from "../../report/formats.ts";
import { formatsOf, renderRun, usualFormats } from "../render-run.ts";
import { findRun, readRun } from "../reports-dir.ts";
import { terminal } from "../terminal.ts";

/** Flags as typed. */
export interface ReportFlags {
  readonly format: string;
  readonly reports: string;
  readonly out?: string;
  readonly baseline?: string;
}

const help = `
Formats:
${formats.map(({ id, sentence }) => `  ${id.padEnd(7)}${sentence}`).join("\n")}

Examples:
  npm run report                                   the newest run again
  npm run report -- latest --format html,junit
  npm run report -- 2026-03-02T02-30-00Z-nightly --baseline 2026-02-01T02-30-00Z-nightly`;

export const report = (program: Command): void => {
  program
    .command("report")
    .description("Make reports from saved runs, or compare two; sends no request")
    .argument("[runs...]", "names below reports/, latest, or paths of run folders", ["latest"])
    .option("--format <ids>", "comma-separated", usualFormats.join(","))
    .option("--baseline <run>", "also measure against this run")
    .option("--out <folder>", "write there instead of into the run's folder")
    .option("--reports <folder>", "where runs are kept", "reports")
    .addHelpText("after", help)
    .action(async (runs: readonly string[], flags: ReportFlags) => {
      const { line } = terminal();
      const ids = flags.format.split(",").map((id) => id.trim());
      formatsOf(ids);
      const baseline =
        flags.baseline === undefined ? undefined : await readRun(await findRun(flags.reports, flags.baseline));
      for (const name of runs) {
        const path = await findRun(flags.reports, name);
        const written = await renderRun({
          reportsDir: flags.reports,
          path,
          formats: ids,
          ...(baseline === undefined ? {} : { baseline }),
          ...(flags.out === undefined ? {} : { outDir: flags.out }),
        });
        for (const file of written) line(relative(".", file));
      }
    });
};
