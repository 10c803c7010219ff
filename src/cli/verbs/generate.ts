import type { Command } from "commander";

type Run = typeof import("../commands/generate.ts").run;

export const generate = (program: Command): void => {
  program
    .command("generate")
    .option("--check", "change nothing; exit 1 when a generated file is stale")
    .addHelpText(
      "after",
      "\nExamples:\n  npm run generate\n  npm run generate -- --check\n\nExit codes: 0 written or fresh, 1 stale (--check), 2 could not be made.",
    )
    .action(async (...args: Parameters<Run>) => (await import("../commands/generate.ts")).run(...args));
};
