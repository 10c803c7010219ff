import type { Command } from "commander";

type Run = typeof import("../commands/sweep.ts").run;

export const sweep = (program: Command): void => {
  program
    .command("sweep")
    .option("--live", "the live service or exit code 2, never the simulator (GOREST_TARGET=live)")
    .option("--base-url <url>", "another service (GOREST_BASE_URL)")
    .option("--reports <folder>", "where runs and their journals are kept", "reports")
    .option("--json", "print one machine-readable object")
    .addHelpText(
      "after",
      "\nIt touches nothing but records of this harness, recognised by their e-mails. Do not run it while another run is going\non under the same tokens: that one's records bear the mark too.\n\nExamples:\n  npm run sweep\n  GOREST_BASE_URL=http://127.0.0.1:4010/public/v2 GOREST_TOKEN=… npm run sweep\n\nExit codes: 0 nothing of ours is left, 2 something is or it could not be seen, 130 interrupted.",
    )
    .action(async (...args: Parameters<Run>) => (await import("../commands/sweep.ts")).run(...args));
};
