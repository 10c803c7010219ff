import type { Command } from "commander";
import { familyIds } from "../../limiter/families.ts";

type RunLoad = typeof import("../commands/load.ts").run;

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
        "Exit codes: 0 passed, 1 a threshold missed or a rule violated, 2 could not do its job, 3 the generator was the bottleneck, 130 interrupted.",
    )
    .action(async (...args: Parameters<RunLoad>) => (await import("../commands/load.ts")).run(...args));
};

type RunSimulator = typeof import("../commands/simulator.ts").run;

export const simulator = (program: Command): void => {
  program
    .command("simulator")
    .option("--port <number>", "port on 127.0.0.1; 0: any free one", "4010")
    .option("--limit <number>", "requests a window and token (default 90)")
    .option("--window <seconds>", "length of the window, or time to refill from empty (default 60)")
    .option("--unlimited", "a limit no test reaches")
    .option("--https", "TLS beside HTTP on the port, and a proxy to gorest.co.in: for suites that name it themselves")
    .option("--any-token", "take any 64 hexadecimal digits for the token of an account of its own")
    .option("--data <file>", "public users besides: a JSON list, or a saved list answer")
    .option("--taken <email...>", "e-mails that public users have already")
    .option("--reset-every <seconds>", "drop everything and begin anew, as the service does once a day")
    .option("--seed <number>", "makes tokens, public users and ids (default 1)")
    .option("--users <number>", "public users to begin with (default 237)")
    .option("--latency <ms>", "added to every answer (default 0)")
    .option("--family <name>", `rate limiter: ${familyIds.join(", ")}`)
    .option("--fault <name>", "be wrong in one way")
    .option("--benign <name>", "be unusual, yet correct, in one way")
    .option("--list-faults", "print the faults and stop")
    .option("--list-benign", "print the benign variants and stop")
    .addHelpText(
      "after",
      "\nExamples:\n  npm run simulator -- --port 4010 --limit 90 --window 60 --seed 1\n" +
        "  npm run simulator -- --fault delete-answers-200\n" +
        "  npm run simulator -- --https --any-token --taken someone@example.com\n\nExit codes: 0 stopped by Ctrl-C, 2 could not start: a bad flag, a port in use, 130 cut off.",
    )
    .action(async (...args: Parameters<RunSimulator>) => (await import("../commands/simulator.ts")).run(...args));
};

type RunProxy = typeof import("../commands/proxy.ts").run;

export const proxy = (program: Command): void => {
  program
    .command("proxy")
    .option("--port <number>", "port on 127.0.0.1; 0: any free one", "4020")
    .option("--pace <kind>", "even: a steady share of the limit; burst: at once while much is left", "burst")
    .option("--add-token", "requests without a token get that of account A; not for suites that expect a 401")
    .option("--no-rewrite", "links and Location lead to the service itself, past the proxy")
    .option("--pass-other-hosts", "as an HTTP proxy, let other hosts through, unseen (default: 403)")
    .option("--unlimited", "the embedded simulator has a limit no test reaches")
    .option("--fault <name>", "the embedded simulator is wrong in one way")
    .option("--benign <name>", "the embedded simulator is unusual, yet correct, in one way")
    .option("--seed <number>", "of the embedded simulator, when it is the target (GOREST_SEED)")
    .option("--live", "the live service or exit code 2, never the simulator (GOREST_TARGET=live)")
    .option("--base-url <url>", "another service (GOREST_BASE_URL)")
    .option("--format <names...>", "reports besides HTML and Markdown; `npm run report -- --help` names them")
    .option("--reports <folder>", "where runs are kept", "reports")
    .addHelpText(
      "after",
      "\nExamples:\n  npm run proxy\n  npm run proxy -- --unlimited --fault delete-answers-200\n  npm run proxy -- --live --add-token\n\n" +
        "Any tool: set its base URL to http://127.0.0.1:4020/public/v2, or start it with HTTPS_PROXY=http://127.0.0.1:4020.\n" +
        "docs/how-to/use-with has the commands for each. Several processes pointed at one proxy share one budget a token.\n" +
        "The proxy answers this machine only.\n\n" +
        "Exit codes: 0 ended by Ctrl-C and no rule broken, 1 a rule broken, 2 could not start or nothing to judge, 130 cut off.",
    )
    .action(async (...args: Parameters<RunProxy>) => (await import("../commands/proxy.ts")).run(...args));
};
