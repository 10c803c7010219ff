import type { Command } from "commander";
import { formats } from "../../report/formats.ts";
import { usualFormats } from "../../session/render-run.ts";

type RunReport = typeof import("../commands/report.ts").run;

const help = `
Formats:
${formats.map(({ id, sentence }) => `  ${id.padEnd(13)}${sentence}`).join("\n")}

Examples:
  npm run report                                   the newest run again
  npm run report -- latest --format html,junit
  npm run report -- 2026-03-02T02-30-00Z-nightly --baseline 2026-02-01T02-30-00Z-nightly
  npm run report -- --compare 2026-03-01T02-30-00Z-nightly latest

A comparison ends with 1 when a rule broke or a service time rose beyond chance and tolerance, and with 2 when the two runs are of different things: other targets, or no part in common.

Exit codes: 0 written, 1 a comparison got worse, 2 no such run or format.`;

export const report = (program: Command): void => {
  program
    .command("report")
    .argument("[runs...]", "names below reports/, latest, or paths of run folders", ["latest"])
    .option("--format <ids>", "comma-separated", usualFormats.join(","))
    .option("--compare", "compare two runs, the earlier one first")
    .option("--json", "for programs: the comparison, or the files written")
    .option("--baseline <run>", "also measure against this run")
    .option("--import <file>", "make a run and its reports from k6's JSON output (k6 run --out json=FILE)")
    .option("--out <folder>", "write there instead of into the run's folder")
    .option("--reports <folder>", "where runs are kept", "reports")
    .addHelpText("after", help)
    .action(async (...args: Parameters<RunReport>) => (await import("../commands/report.ts")).run(...args));
};
