import type { Command } from "commander";

type RunContract = typeof import("../commands/contract.ts").run;

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
    .action(async (...args: Parameters<RunContract>) => (await import("../commands/contract.ts")).run(...args));
};

type RunNightly = typeof import("../commands/nightly.ts").run;

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
    .action(async (...args: Parameters<RunNightly>) => (await import("../commands/nightly.ts")).run(...args));
};

type RunVerify = typeof import("../commands/verify.ts").run;

export const verify = (program: Command): void => {
  program
    .command("verify")
    .argument(
      "<file...>",
      "HAR files (also gzip, Brotli, zlib or zip), exchanges.ndjson of a run, folders of them, or - for standard input",
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
    .action(async (...args: Parameters<RunVerify>) => (await import("../commands/verify.ts")).run(...args));
};

type RunSweep = typeof import("../commands/sweep.ts").run;

export const sweep = (program: Command): void => {
  program
    .command("sweep")
    .option("--live", "the live service or exit code 2, never the simulator (GOREST_TARGET=live)")
    .option("--base-url <url>", "another service (GOREST_BASE_URL)")
    .option("--reports <folder>", "where runs and their journals are kept", "reports")
    .option("--json", "print one machine-readable object")
    .addHelpText(
      "after",
      "\nIt touches nothing but records of this harness, recognised by their e-mails. Do not run it while another run is going on under the same tokens: that one's records bear the mark too.\n\nExamples:\n  npm run sweep\n  GOREST_BASE_URL=http://127.0.0.1:4010/public/v2 GOREST_TOKEN=… npm run sweep\n\nExit codes: 0 nothing of ours is left, 2 something is or it could not be seen, 130 interrupted.",
    )
    .action(async (...args: Parameters<RunSweep>) => (await import("../commands/sweep.ts")).run(...args));
};
