import type { Command } from "commander";

type Run = typeof import("../commands/nightly.ts").run;

export const nightly = (program: Command): void => {
  program
    .command("nightly")
    .option("--plan", "print what would be sent and how long it takes; send nothing")
    .option("--verbose", "print the contract's plan, the account of every property, and whole findings")
    .option("--budget <number>", "requests of the contract part at the most (GOREST_REQUEST_BUDGET)")
    .option("--seed <number>", "repeats a run's choices (GOREST_SEED)")
    .option(
      "--history <run>",
      "with --seed: repeats a saved run that took last what earlier runs had tried; without a seed all saved runs of the target count",
    )
    .option("--live", "the live service or exit code 2, never the simulator (GOREST_TARGET=live)")
    .option("--base-url <url>", "another service (GOREST_BASE_URL)")
    .option(
      "--max-time <time>",
      "the whole takes no longer, like 90s or 10m: load gets what its scenarios need and half at the most, and what the contract leaves",
    )
    .option("--scenario <names...>", "load scenarios by name, or all (default: the nightly set)")
    .option(
      "--threshold <bounds...>",
      "a bound besides the scenarios' own, like 'paced: accepted p95 <= 300ms' or k6's 'http_req_duration: p(95)<300'",
    )
    .option("--thresholds <file>", "bounds from a file: one a line, or k6's options as JSON")
    .option("--strict", "rules that are observed, not promised, fail the run too")
    .option("--fault <name>", "give the embedded simulator a fault")
    .option("--benign <name>", "make that simulator unusual but correct")
    .option("--latency <ms>", "added to every answer of the simulator: a slow-down to be seen")
    .option("--format <names...>", "reports besides HTML and Markdown; `npm run report -- --help` names them")
    .option("--json", "print one machine-readable object")
    .option("--reports <folder>", "where runs are kept", "reports")
    .addHelpText(
      "after",
      "\nA run that is slower than the one before says so and keeps its exit code; to gate on that: npm run report -- --compare.\n" +
        "\nExamples:\n  npm run nightly\n  npm run nightly -- --plan\n  npm run nightly -- --max-time 10m\n  npm run nightly -- --fault delete-answers-200\n  npm run nightly -- --latency 5\n\n" +
        "Exit codes: 0 holds, 1 violated or a threshold missed, 2 could not do its job, 3 load not to be trusted, 130 interrupted.",
    )
    .action(async (...args: Parameters<Run>) => (await import("../commands/nightly.ts")).run(...args));
};
