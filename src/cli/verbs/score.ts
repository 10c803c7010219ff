import type { Command } from "commander";
import { faultClasses } from "../../contract/fault.ts";

type RunScore = typeof import("../commands/score.ts").run;

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

export const score = (program: Command): void => {
  const command = program.command("score");
  const chosen = (flags: string, what: string) =>
    command.createOption(flags, what).argParser(collect).default([], "all");
  command
    .option("--seeds <number>", "seeds a server", "10")
    .option("--budget <number>", "largest budget, requests", "450")
    .addOption(chosen("--fault <names...>", "these faults only"))
    .addOption(chosen("--class <names...>", `these classes only: ${faultClasses.join(", ")}`))
    .option("--benign-only", "correct servers only")
    .option("--full", "20 seeds a correct server")
    .option("--cmd <line>", "score another suite: the shell command that runs it")
    .option("--results <path>", "file or folder with its test results that the command writes; - is what it prints")
    .option("--sample <number>", "so many faults only, drawn from each class in proportion")
    .option("--seed <number>", "draws the sample", "1")
    .option("--for <time>", "ends by then with the score so far, like 5m")
    .option("--min <percent>", "exit code 1 where fewer of the faults are noticed")
    .option("--timeout <time>", "longest that command may take on one server, like 90s", "120")
    .option("--mutants", "score over the frozen mutants of the simulator and of a second server instead")
    .option("--freeze", "choose the mutants anew, where a server has changed under them")
    .option("--json", "print one machine-readable object")
    .option("--processes <number>", "processes to measure with, or servers at a time", "2")
    .option("--reports <folder>", "where each run makes a folder of its own", "reports")
    .addHelpText(
      "after",
      "\nExamples:\n  npm run score\n  npm run score -- --fault delete-answers-200 --seeds 3\n" +
        "  npm run score -- --cmd 'newman run my.json'\n" +
        "  npm run score -- --cmd 'cd ../api && pytest -q --junitxml=$GOREST_RESULTS' --sample 40\n" +
        "  npm run score -- --cmd 'mvn -q test -f ../api' --results ../api/target/surefire-reports --for 10m --min 30\n" +
        "  npm run score -- --mutants\n\n" +
        "The command gets GOREST_BASE_URL, GOREST_TOKEN, GOREST_SECOND_TOKEN, GOREST_REQUEST_BUDGET, and in GOREST_RESULTS a " +
        "path to write test results to: JUnit XML, TAP, CTRF, what pytest prints, or the JSON of Newman, vitest, jest, Mocha, " +
        "Playwright or Cucumber. Tests that fail or flake on the correct server, which is tried first, are left out; a fault is " +
        "noticed by any other that fails. Without results a fault is noticed by a non-zero exit code, and the command must pass on " +
        "the correct server. Ctrl-C ends with the score so far. docs/how-to/score-your-suite.md says more.\n\n" +
        "Exit codes: 0 every target is reached, 1 one is missed (of another suite: --min), 2 a wrong flag or a command that " +
        "cannot be scored, 130 interrupted.",
    )
    .action(async (flags: Parameters<RunScore>[0]) => {
      const given = command.options.filter((option) => command.getOptionValueSource(option.attributeName()) === "cli");
      const { run } = await import("../commands/score.ts");
      return run(
        flags,
        given.map((option) => option.attributeName()),
      );
    });
};
