import type { Command } from "commander";

type Run = typeof import("../commands/contract.ts").run;

export const contract = (program: Command): void => {
  program
    .command("contract")
    .option(
      "--budget <number>",
      "requests at the most (GOREST_REQUEST_BUDGET; default 240 live, 1000 on the simulator)",
    )
    .option("--seed <number>", "repeats a run (GOREST_SEED; default: a new one)")
    .option(
      "--history <run>",
      "with --seed: repeats a saved run that took last what earlier runs had tried; without a seed all saved runs of the target count",
    )
    .option("--live", "the live service or exit code 2, never the simulator (GOREST_TARGET=live)")
    .option("--base-url <url>", "another service (GOREST_BASE_URL)")
    .option("--strict", "rules that are observed, not promised, fail the run too")
    .option(
      "--max-time <time>",
      "the run takes no longer, like 90s or 10m (default: what its budget takes, and two minutes)",
    )
    .option("--resource <which>", "users, or all: posts, comments and todos besides (default users)")
    .option("--property <names...>", "only these properties; `npm run explain -- properties` lists them")
    .option("--rule <names...>", "only properties that exercise these rules; `npm run explain -- rules` lists them")
    .option("--operation <names...>", "only properties that exercise these operations of the spec, like updateUser")
    .option("--clause <names...>", "only properties of these parts of the contract, like delete or 'rate limit'")
    .option("--rerun-failed", "only properties that broke a rule in the newest run, with its seed")
    .option("--fail-fast", "end at the first rule of level must that is broken")
    .option("--plan", "print what would be sent and how long it takes; send nothing")
    .option("--verbose", "print the plan, the account of every property, and whole findings")
    .option("--quiet", "print the last line alone")
    .option(
      "--replay <file or run>",
      "send a saved failure again, or all of a run (a folder, its name or latest): same, fixed, flaky or blocked",
    )
    .option("--fault <name>", "give the embedded simulator a fault; `npm run simulator -- --list-faults` names them")
    .option("--benign <name>", "make the embedded simulator unusual but correct")
    .option(
      "--format <names...>",
      "reports besides HTML and Markdown: csv, ctrf, junit …; `npm run report -- --help` names them",
    )
    .option("--json", "print one machine-readable object")
    .option("--reports <folder>", "where runs are kept", "reports")
    .addHelpText(
      "after",
      "\nExamples:\n  npm run contract\n  npm run contract -- --fault delete-answers-200\n  GOREST_TOKEN=… npm run contract -- --budget 240\n  npm run contract -- --replay reports/latest/replay-delete-answers-204.json\n\nExit codes: 0 holds, 1 violated, 2 could not do its job, 130 interrupted.",
    )
    .action(async (...args: Parameters<Run>) => (await import("../commands/contract.ts")).run(...args));
};
