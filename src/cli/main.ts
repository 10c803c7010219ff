import { Command, CommanderError } from "commander";
import { commands, isVerb, type Register } from "./commands.ts";
import { environment } from "./environment.ts";
import { describeFailure, exitCode } from "./fail.ts";
import { terminal } from "./terminal.ts";

const help = `
Exit codes:
  0    the contract holds, the load passed
  1    a rule was violated, a threshold missed
  2    the run could not do its job: a bad setting, an unreachable target, a refused token
  3    the measurement cannot be trusted
  130  interrupted

Examples:
  npm run nightly                                contract, load and report against the embedded simulator
  GOREST_TOKEN=… npm run contract                the contract against the live service
  npm run verify -- recording.har                judge saved traffic, send nothing
  npm run contract -- --help                     what one verb takes

Settings are environment variables, also from a .env file; .env.example documents them.`;

const build = async (verb: string | undefined): Promise<Command> => {
  const program = new Command("gorest-harness")
    .description("Contract and load testing for the users resource of Go REST v2")
    .addHelpText("after", help)
    .showHelpAfterError("Add --help to see what it takes.")
    .configureHelp({
      commandUsage: (command) =>
        command.parent === null ? "npm run <verb> -- [options]" : `npm run ${command.name()} -- ${command.usage()}`,
    })
    .exitOverride();
  const registers: readonly Register[] = isVerb(verb)
    ? [await commands[verb]()]
    : await Promise.all(Object.values(commands).map((load) => load()));
  for (const register of registers) register(program);
  // Sub-commands made by program.command() inherit exitOverride and the help settings.
  return program;
};

const main = async (args: readonly string[]): Promise<void> => {
  const program = await build(args[0]);
  if (args.length === 0) {
    program.outputHelp();
    process.exitCode = exitCode.unable;
    return;
  }
  await program.parseAsync(args, { from: "user" });
};

// A closed pipe (`npm run contract | head`) is not a failure of ours: stop quietly.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
});

main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof CommanderError) {
    // Commander has printed its one line; its own code for a wrong flag would be 1, which here is a finding.
    process.exitCode = error.exitCode === 0 ? exitCode.holds : exitCode.unable;
    return;
  }
  const { line, expected } = describeFailure(error);
  const { note, style } = terminal();
  note(`${style.bad("error")}: ${line}`);
  if (!expected) {
    const debug = environment().GOREST_DEBUG;
    note(
      debug && error instanceof Error
        ? (error.stack ?? "")
        : "This is a defect of the harness; set GOREST_DEBUG=1 to see where it happened.",
    );
  }
  process.exitCode = exitCode.unable;
});
