import type { Command } from "commander";

type Run = typeof import("../commands/verify.ts").run;

export const verify = (program: Command): void => {
  program
    .command("verify")
    .argument(
      "<file...>",
      "HAR files (also gzip, zlib or zip), exchanges.ndjson of a run, folders of them, or - for standard input",
    )
    .option("--strict", "rules that are observed, not promised, fail too")
    .option(
      "--complete",
      "nothing was left out of the file, and who has no token in it is one account: judge sequences as in a run",
    )
    .option("--format <names...>", "reports of one recording: html, md, junit, ctrf, json")
    .option("--out <folder>", "where they go (default: here)")
    .option("--json", "print one machine-readable object a file")
    .addHelpText(
      "after",
      "\nExamples:\n  npm run verify -- recording.har\n  npm run verify -- --complete session.har.zip\n  npm run verify -- reports/latest/exchanges.ndjson\n  npm run verify -- recording.har --format junit --out results\n\nWhat a recording leaves out is not held against it. Exit codes: 0 holds, 1 violated, 2 nothing to judge.",
    )
    .action(async (...args: Parameters<Run>) => (await import("../commands/verify.ts")).run(...args));
};
