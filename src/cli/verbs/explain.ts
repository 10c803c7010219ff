import type { Command } from "commander";

type Run = typeof import("../commands/explain.ts").run;

export const explain = (program: Command): void => {
  program
    .command("explain")
    .argument("<name>", "a rule, a property or a fault; rules, properties, faults, operations or clauses lists those")
    .option("--json", "print one machine-readable object")
    .addHelpText(
      "after",
      "\nExamples:\n  npm run explain -- update-keeps-unnamed-fields\n  npm run explain -- the-whole-once\n  npm run explain -- total-off-by-one\n  npm run explain -- rules\n\n" +
        "The example is made on the spot, on the embedded simulator with a fault that breaks the rule.\n\n" +
        "Exit codes: 0 explained, 2 there is nothing of that name.",
    )
    .action(async (...args: Parameters<Run>) => (await import("../commands/explain.ts")).run(...args));
};
