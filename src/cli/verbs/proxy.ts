import type { Command } from "commander";

type Run = typeof import("../commands/proxy.ts").run;

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
    .action(async (...args: Parameters<Run>) => (await import("../commands/proxy.ts")).run(...args));
};
