import { Command } from "commander";
import { pasteable } from "../contract/safe-text.ts";
import { versions } from "../session/versions.ts";
import { type Outlet, wrap } from "./terminal.ts";
import { commands } from "./verbs.ts";

/** A setting of npm itself, which a user may have in a file of their own. */
const npmsOwn = "--json";

/**
 * One line where a flag of this verb was given to npm, by want of `--`: npm keeps it, and the run would go on without it, perhaps
 * against another target.
 * @param env npm tells a script of the flags it was given as npm_config_NAME
 */
export const flagTakenByNpm = (
  verb: Command,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined => {
  if (env.npm_lifecycle_event !== verb.name()) return undefined;
  const taken = verb.options
    .flatMap(({ long }) => long ?? [])
    .find((flag) => {
      const name = flag.replace(/^--(no-)?/, "").replaceAll("-", "_");
      return flag !== npmsOwn && env[`npm_config_${name}`] !== undefined;
    });
  return taken === undefined
    ? undefined
    : `npm took ${taken} for itself; write -- before the flags: npm run ${verb.name()} -- ${taken}`;
};

/** A word as it was given; what may be a token is not shown. */
const nameOf = (word: string): string => (word.length < 20 ? word : "…");

/** Ends with one line where more words were given than the verb takes: it names them, and the flag that one may have been meant for. */
const refuseExcess = (verb: Command): void => {
  const taken = verb.registeredArguments;
  const excess = taken.at(-1)?.variadic === true ? [] : verb.args.slice(taken.length);
  if (excess.length === 0) return;
  const flag = verb.options.find(({ long }) => excess.some((word) => long === `--${word.replace(/=.*/s, "")}`))?.long;
  const meant = flag === undefined ? "" : `\n(Did you mean ${flag}?)`;
  const most = taken.length === 0 ? "no arguments" : `no more than ${taken.length}`;
  verb.error(`error: ${verb.name()} takes ${most}; too many: ${excess.map(nameOf).join(" ")}${meant}`);
};

const help = `
Exit codes:
  0    the contract holds, the load passed
  1    a rule was violated, a threshold missed
  2    the run could not do its job: a bad setting, an unreachable target, a refused token
  3    the measurement cannot be trusted
  130  interrupted

Examples:
  npm run nightly                  contract, load and report, on the simulator
  npm run contract                 the contract; live when GOREST_TOKEN is set
  npm run verify -- recording.har  judge saved traffic, send nothing
  npm run contract -- --help       what one verb takes

Settings are environment variables, also from a .env file; .env.example documents them.`;

/**
 * The command line for these arguments: the verb they name with all it takes, the others by their names.
 * It throws CommanderError where it would otherwise end the process.
 */
export const buildProgram = async (
  args: readonly string[] = [],
  out: Outlet = process.stdout,
  err: Outlet = process.stderr,
): Promise<Command> => {
  // A pipe has what commander takes it to have.
  const columns = (out.isTTY === true && out.columns) || 80;
  const program = new Command("gorest-harness")
    .description("Contract and load testing for the users resource of Go REST v2")
    .version(versions().harness, "--version", "print the version of the harness")
    .addHelpText("after", help)
    .showHelpAfterError("Add --help to see what it takes.")
    .configureHelp({
      commandUsage: (command) =>
        command.parent === null ? "npm run <verb> -- [options]" : `npm run ${command.name()} -- ${command.usage()}`,
    })
    .configureOutput({
      // Commander breaks the lines of options, and not what is added below them.
      writeOut: (text) => out.write(wrap(pasteable(text), columns).join("\n")),
      writeErr: (text) => err.write(pasteable(text)),
      getOutHelpWidth: () => columns,
    })
    .exitOverride();
  const named = args[0] === "help" ? args[1] : args[0];
  // Commands made by program.command() inherit exitOverride and how help is shown.
  for (const [verb, { summary, load }] of Object.entries(commands)) {
    if (verb === named) (await load())(program);
    else program.command(verb);
    // Commander counts what is too much, and does not name it.
    program.commands
      .at(-1)
      ?.description(summary)
      .allowExcessArguments()
      .hook("preAction", (_, action) => refuseExcess(action));
  }
  return program;
};
