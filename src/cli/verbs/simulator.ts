import type { Command } from "commander";
import { familyIds } from "../../limiter/families.ts";

type Run = typeof import("../commands/simulator.ts").run;

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
    .action(async (...args: Parameters<Run>) => (await import("../commands/simulator.ts")).run(...args));
};
