import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { type FaultClass, faultClasses } from "../../contract/fault.ts";
import { plainServers } from "../../evaluation/score/job.ts";
import { measure } from "../../evaluation/score/measure.ts";
import { measureMutants, mutantsFile } from "../../evaluation/score/measure-mutants.ts";
import { measureSuite } from "../../evaluation/score/measure-suite.ts";
import { writeAtomically } from "../../session/atomic-file.ts";
import { type ExitCode, exitCode, UsageError } from "../../session/fail.ts";
import { wholeNumber } from "../../session/settings.ts";
import { benignVariants } from "../../simulator/benign.ts";
import type { Fault } from "../../simulator/fault.ts";
import { faults, findFault } from "../../simulator/faults.ts";
import { interruptible } from "../interrupt.ts";
import { markdownOf } from "../score-markdown.ts";
import { mutantMarkdown, mutantText } from "../score-mutant-text.ts";
import { suiteMarkdown, suiteText } from "../score-suite-text.ts";
import { survivorsOf, textOf } from "../score-text.ts";
import { type Style, terminal } from "../terminal.ts";

interface ScoreFlags {
  readonly seeds: string;
  readonly budget: string;
  readonly fault: readonly string[];
  readonly class?: string;
  readonly benignOnly?: boolean;
  readonly full?: boolean;
  readonly cmd?: string;
  readonly timeout: string;
  readonly mutants?: boolean;
  readonly freeze?: boolean;
  readonly json?: boolean;
  readonly processes: string;
  readonly reports: string;
}

/** What a measurement leaves: its record, in three forms, and what it means. */
interface Measured {
  readonly name: "score" | "suite" | "mutants";
  readonly record: object;
  readonly text: (style: Style) => readonly string[];
  readonly markdown: string;
  readonly exit: ExitCode;
}

interface Pace {
  readonly processes: number;
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
}

const usualBudgets = [45, 90, 240, 450];
/** Seeds for correct servers with --full: a false alarm may be rare. */
const fullBenignSeeds = 20;

const isClass = (text: string): text is FaultClass => faultClasses.some((one) => one === text);

const chosenFaults = (flags: ScoreFlags): readonly Fault[] => {
  if (flags.benignOnly === true) return [];
  if (flags.class !== undefined && !isClass(flags.class))
    throw new UsageError(`--class ${flags.class}: should be one of ${faultClasses.join(", ")}`);
  const named = flags.fault.map((id) => {
    const fault = findFault(id);
    if (fault === undefined)
      throw new UsageError(`--fault ${id}: there is none of that name; npm run simulator -- --list-faults shows them`);
    return fault;
  });
  return (named.length > 0 ? named : faults).filter(
    (fault) => flags.class === undefined || fault.class === flags.class,
  );
};

const isPart = (flags: ScoreFlags): boolean => flags.fault.length > 0 || flags.class !== undefined;
const benignIds = (flags: ScoreFlags): readonly string[] => (isPart(flags) ? [] : benignVariants.map(({ id }) => id));

const budgetsUpTo = (flags: ScoreFlags): readonly number[] => {
  const largest = wholeNumber("--budget", flags.budget, 10, 100_000);
  return [...usualBudgets.filter((budget) => budget < largest), largest];
};
const seedsOf = (flags: ScoreFlags): number => wholeNumber("--seeds", flags.seeds, 1, 1000);

const measureOurs = async (flags: ScoreFlags, pace: Pace): Promise<Measured> => {
  const seeds = seedsOf(flags);
  const record = await measure({
    ...pace,
    faults: chosenFaults(flags),
    benign: isPart(flags) ? [] : [...plainServers, ...benignIds(flags)],
    budgets: budgetsUpTo(flags),
    seeds,
    benignSeeds: flags.full === true ? Math.max(fullBenignSeeds, seeds) : seeds,
  });
  // Of a few faults no share means anything: each must be found.
  const missed = isPart(flags) ? survivorsOf(record.faults).length > 0 : record.targets.some(({ holds }) => !holds);
  return {
    name: "score",
    record,
    text: (style) => textOf(record, style),
    markdown: markdownOf(record),
    exit: missed ? exitCode.violated : exitCode.holds,
  };
};

const measureTheirs = async (command: string, flags: ScoreFlags, pace: Pace): Promise<Measured> => {
  const record = await measureSuite({
    ...pace,
    command,
    faults: chosenFaults(flags),
    benign: benignIds(flags),
    budget: wholeNumber("--budget", flags.budget, 10, 100_000),
    timeoutMs: 1000 * wholeNumber("--timeout", flags.timeout, 1, 3600),
    parallel: pace.processes,
  });
  return {
    name: "suite",
    record,
    text: (style) => suiteText(record, style),
    markdown: suiteMarkdown(record),
    exit: record.unscored === undefined ? exitCode.holds : exitCode.unable,
  };
};

const measureUnseen = async (flags: ScoreFlags, pace: Pace): Promise<Measured> => {
  const record = await measureMutants({ ...pace, budgets: budgetsUpTo(flags), seeds: seedsOf(flags) });
  return {
    name: "mutants",
    record,
    text: (style) => mutantText(record, style),
    markdown: mutantMarkdown(record),
    // Aimed at, not demanded: an honest figure is worth more than a green one.
    exit: exitCode.holds,
  };
};

/** The list follows from it; another one is another list. */
const freezeSeed = 2026;
const frozenCount = 200;

const freezeMutants = async (pace: Pace): Promise<string> => {
  // It needs the TypeScript compiler, a development tool.
  const { freeze } = await import("../../evaluation/score/freeze.ts");
  const list = await freeze({ ...pace, count: frozenCount, seed: freezeSeed });
  // Of an interrupted search there is no list to keep.
  pace.signal.throwIfAborted();
  await writeAtomically(fileURLToPath(mutantsFile), [`${JSON.stringify(list, null, 2)}\n`]);
  return `${list.mutants.length} mutants frozen; a person has to judge which of them are correct servers`;
};

const run = async (flags: ScoreFlags): Promise<void> => {
  const { line, note, progress, clear, style } = terminal();
  const interrupt = interruptible("stopping: the servers and suites that run are ended (again to leave at once)");
  try {
    const pace: Pace = {
      processes: wholeNumber("--processes", flags.processes, 1, 64),
      signal: interrupt.signal,
      onProgress: progress,
    };
    if (flags.freeze === true) {
      line(await freezeMutants(pace));
      return;
    }
    const measured = await (flags.cmd !== undefined
      ? measureTheirs(flags.cmd, flags, pace)
      : flags.mutants === true
        ? measureUnseen(flags, pace)
        : measureOurs(flags, pace)
    ).catch((error: unknown) => {
      // Of a part nothing can be computed; that is no defect.
      if (!interrupt.signal.aborted) throw error;
      return undefined;
    });
    clear();
    if (interrupt.signal.aborted || measured === undefined) {
      note("interrupted: a part of the servers is no measurement, so nothing was written");
      process.exitCode = exitCode.interrupted;
      return;
    }
    const { name, record, text, markdown, exit } = measured;
    const folder = join(flags.reports, "score");
    await writeAtomically(join(folder, `${name}.json`), [`${JSON.stringify(record, null, 2)}\n`]);
    await writeAtomically(join(folder, `${name}.md`), [markdown]);
    if (flags.json === true) line(JSON.stringify(record));
    else for (const each of [...text(style), `  ${join(folder, `${name}.md`)}, ${name}.json`]) line(each);
    process.exitCode = exit;
  } finally {
    interrupt.done();
  }
};

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

export const score = (program: Command): void => {
  program
    .command("score")
    .option("--seeds <number>", "seeds a server", "10")
    .option("--budget <number>", "largest budget, requests", "450")
    .option("--fault <name>", "this fault only; may be repeated", collect, [])
    .option("--class <name>", `this class only: ${faultClasses.join(", ")}`)
    .option("--benign-only", "correct servers only")
    .option("--full", `${fullBenignSeeds} seeds a correct server`)
    .option("--cmd <line>", "score another suite: a shell command that reads GOREST_BASE_URL and GOREST_TOKEN")
    .option("--timeout <seconds>", "longest that command may take on one server", "120")
    .option("--mutants", "score over the frozen mutants of the simulator instead")
    .option("--freeze", "choose the mutants anew, where the simulator has changed under them")
    .option("--json", "print one machine-readable object")
    .option("--processes <number>", "processes to measure with", "2")
    .option("--reports <folder>", "where the report goes, below it in score/", "reports")
    .addHelpText(
      "after",
      "\nExamples:\n  npm run score\n  npm run score -- --fault delete-answers-200 --seeds 3\n" +
        "  npm run score -- --cmd 'newman run my.json'\n  npm run score -- --mutants\n\n" +
        "A command finds a fault by a non-zero exit code. It gets GOREST_BASE_URL, GOREST_TOKEN, GOREST_SECOND_TOKEN and\n" +
        "GOREST_REQUEST_BUDGET, and must pass on the correct server, which is tried first.\n\n" +
        "Exit codes: 0 every target is reached, 1 one is missed, 2 a wrong flag or a command that cannot be scored,\n" +
        "130 interrupted.",
    )
    .action(run);
};
