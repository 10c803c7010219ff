import type { Command } from "commander";

type RunExplain = typeof import("../commands/explain.ts").run;

export const explain = (program: Command): void => {
  program
    .command("explain")
    .argument(
      "<name>",
      "a rule, a property, a fault, or a fact by its number; rules, properties, faults, operations or clauses lists those",
    )
    .option("--json", "print one machine-readable object")
    .addHelpText(
      "after",
      "\nExamples:\n  npm run explain -- update-keeps-unnamed-fields\n  npm run explain -- the-whole-once\n  npm run explain -- total-off-by-one\n  npm run explain -- 5.3\n  npm run explain -- rules\n\n" +
        "The example is made on the spot, on the embedded simulator with a fault that breaks the rule.\n\n" +
        "Exit codes: 0 explained, 2 there is nothing of that name.",
    )
    .action(async (...args: Parameters<RunExplain>) => (await import("../commands/explain.ts")).run(...args));
};

type RunGenerate = typeof import("../commands/generate.ts").run;

export const generate = (program: Command): void => {
  program
    .command("generate")
    .option("--check", "change nothing; exit 1 when a generated file is stale")
    .addHelpText(
      "after",
      "\nExamples:\n  npm run generate\n  npm run generate -- --check\n\nExit codes: 0 written or fresh, 1 stale (--check), 2 could not be made.",
    )
    .action(async (...args: Parameters<RunGenerate>) => (await import("../commands/generate.ts")).run(...args));
};
