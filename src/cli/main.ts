#!/usr/bin/env node
import { CommanderError } from "commander";
import { environment } from "../session/environment.ts";
import { describeFailure, exitCode, UsageError } from "../session/fail.ts";
import { Interrupted, listenForTheEnd } from "./interrupt.ts";
import { buildProgram, flagTakenByNpm } from "./program.ts";
import { terminal } from "./terminal.ts";

const main = async (args: readonly string[]): Promise<void> => {
  const program = await buildProgram(args);
  if (args.length === 0) {
    program.outputHelp({ error: true });
    process.exitCode = exitCode.unable;
    return;
  }
  const verb = program.commands.find((command) => command.name() === args[0]);
  const taken = verb && flagTakenByNpm(verb, process.env);
  if (taken !== undefined) throw new UsageError(taken);
  await program.parseAsync(args, { from: "user" });
};

listenForTheEnd();

main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof CommanderError) {
    // Commander has printed its one line; its own code for a wrong flag is 1, which here would be a finding.
    process.exitCode = error.exitCode === 0 ? exitCode.holds : exitCode.unable;
    return;
  }
  const { note, style } = terminal();
  if (error instanceof Interrupted) {
    note(error.message);
    // What was let go may still be reading.
    process.exit(exitCode.interrupted);
  }
  const { line, expected } = describeFailure(error);
  note(`${style.bad("error")}: ${line}`);
  if (!expected) {
    const stack = environment().GOREST_DEBUG && error instanceof Error ? error.stack : undefined;
    note(stack ?? "This is a defect of the harness; set GOREST_DEBUG=1 to see where it happened.");
  }
  process.exitCode = exitCode.unable;
});
