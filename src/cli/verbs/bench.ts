import type { Command } from "commander";
import { benches } from "../../evaluation/bench.ts";

type RunBench = typeof import("../commands/bench.ts").run;

export const bench = (program: Command): void => {
  program
    .command("bench")
    .argument("[names...]", `which: ${Object.keys(benches).join(", ")}; default all`)
    .option("--json", "figures for machines, measured in this very process")
    .addHelpText(
      "after",
      "\nExamples:\n  npm run bench\n  npm run bench -- simulator\n\nExit codes: 0 every target is met, 1 one is missed, 2 could not measure.",
    )
    .action(async (...args: Parameters<RunBench>) => (await import("../commands/bench.ts")).run(...args));
};
