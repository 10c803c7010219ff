import type { Command } from "commander";
import { familyIds } from "../../limiter/families.ts";

type Run = typeof import("../commands/load.ts").run;

export const load = (program: Command): void => {
  program
    .command("load")
    .argument("[names...]", "scenarios, as --scenario names them")
    .option("--scenario <names...>", "scenarios by name, or all (default: the nightly set)")
    .option("--duration <time>", "length of a scenario's main part, like 90, 90s or 10m")
    .option("--max-time <time>", "the run takes no longer, like 90s or 10m; what does not fit is not run, and says so")
    .option("--window <seconds>", "the simulator's window (default 4; 60 is the service's own pace)")
    .option("--limit <number>", "the simulator's requests a window (default 90)")
    .option("--family <name>", `the simulator's limiter: ${familyIds.join(", ")}`)
    .option("--fault <name>", "the simulator with one fault; npm run simulator -- --list-faults names them")
    .option("--benign <name>", "the simulator correct in another way")
    .option("--latency <ms>", "added to every answer of the simulator: a slow-down to be seen")
    .option("--allow-over-limit", "a live target may get more than its limit from scenarios that say so")
    .option(
      "--threshold <bounds...>",
      "a bound besides the scenarios' own, like 'paced: accepted p95 <= 300ms' or k6's 'http_req_duration: p(95)<300'",
    )
    .option("--thresholds <file>", "bounds from a file: one a line, or k6's options as JSON")
    .option("--strict", "rules that are observed, not promised, fail the run too")
    .option("--seed <number>", "repeats a run's choices (GOREST_SEED)")
    .option("--live", "the live service or exit code 2, never the simulator (GOREST_TARGET=live)")
    .option("--base-url <url>", "another service (GOREST_BASE_URL)")
    .option("--format <names...>", "reports besides HTML and Markdown; `npm run report -- --help` names them")
    .option("--json", "print one machine-readable object")
    .option("--list", "print the scenarios and what they cost, send nothing")
    .option("--export <engine>", "write the scenarios named for another engine (k6) and send nothing")
    .option("--out <folder>", "where an export goes (default k6 below the reports)")
    .option("--reports <folder>", "where runs are kept", "reports")
    .addHelpText(
      "after",
      "\nExamples:\n  npm run load                                        the nightly set\n" +
        "  npm run load -- --list\n" +
        "  npm run load -- paced --window 60 --duration 10m\n" +
        "  npm run load -- --max-time 30s                      as many of them as fit\n" +
        "  npm run load -- --scenario identify --family sliding-log\n" +
        "  npm run load -- --threshold 'http_req_failed: rate<0.01' 'paced: accepted p95 <= 300ms'\n" +
        "  npm run load -- --export k6 --scenario paced --window 60\n\n" +
        "Exit codes: 0 passed, 1 a threshold missed or a rule violated, 2 could not do its job,\n3 the generator was the bottleneck, 130 interrupted.",
    )
    .action(async (...args: Parameters<Run>) => (await import("../commands/load.ts")).run(...args));
};
