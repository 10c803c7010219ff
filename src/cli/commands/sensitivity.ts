import { join } from "node:path";
import type { Command } from "commander";
import type { FaultInfo } from "../../contract/fault.ts";
import { benignVariants } from "../../simulator/benign.ts";
import { type Fault, faults, findFault } from "../../simulator/faults.ts";
import { writeAtomically } from "../atomic-file.ts";
import { exitCode, UsageError } from "../fail.ts";
import { interruptible } from "../interrupt.ts";
import { plainServers } from "../sensitivity/job.ts";
import { markdownOf } from "../sensitivity/markdown.ts";
import { measure } from "../sensitivity/measure.ts";
import { classNames } from "../sensitivity/score.ts";
import { survivorsOf, textOf } from "../sensitivity/text.ts";
import { wholeNumber } from "../settings.ts";
import { terminal } from "../terminal.ts";

interface SensitivityFlags {
  readonly seeds: string;
  readonly budget: string;
  readonly fault: readonly string[];
  readonly class?: string;
  readonly benignOnly?: boolean;
  readonly full?: boolean;
  readonly json?: boolean;
  readonly processes: string;
  readonly reports: string;
}

const budgets = [45, 90, 240, 450];
/** Seeds for correct servers with --full: a false alarm may be rare. */
const fullBenignSeeds = 20;

const isClass = (text: string): text is FaultInfo["class"] => Object.hasOwn(classNames, text);

const chosenFaults = (flags: SensitivityFlags): readonly Fault[] => {
  if (flags.benignOnly === true) return [];
  if (flags.class !== undefined && !isClass(flags.class))
    throw new UsageError(`--class ${flags.class}: should be one of ${Object.keys(classNames).join(", ")}`);
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

const run = async (flags: SensitivityFlags): Promise<void> => {
  const { line, progress, clear, style } = terminal();
  const chosen = chosenFaults(flags);
  const partly = flags.fault.length > 0 || flags.class !== undefined;
  const largest = wholeNumber("--budget", flags.budget, 10, 100_000);
  const seeds = wholeNumber("--seeds", flags.seeds, 1, 1000);
  const interrupt = interruptible();
  try {
    const record = await measure({
      faults: chosen,
      benign: partly ? [] : [...plainServers, ...benignVariants.map(({ id }) => id)],
      budgets: [...budgets.filter((budget) => budget < largest), largest],
      seeds,
      benignSeeds: flags.full === true ? Math.max(fullBenignSeeds, seeds) : seeds,
      processes: wholeNumber("--processes", flags.processes, 1, 64),
      signal: interrupt.signal,
      onProgress: progress,
    });
    clear();
    if (interrupt.signal.aborted) {
      process.exitCode = exitCode.interrupted;
      return;
    }
    const folder = join(flags.reports, "sensitivity");
    await writeAtomically(join(folder, "sensitivity.json"), [`${JSON.stringify(record, null, 2)}\n`]);
    await writeAtomically(join(folder, "sensitivity.md"), [markdownOf(record)]);
    if (flags.json === true) line(JSON.stringify(record));
    else {
      for (const text of textOf(record, style)) line(text);
      line(`  ${join(folder, "sensitivity.md")}, sensitivity.json`);
    }
    // Of a few faults no share means anything: each must be found.
    const missed = partly ? survivorsOf(record.faults).length > 0 : record.targets.some(({ holds }) => !holds);
    if (missed) process.exitCode = exitCode.violated;
  } finally {
    interrupt.done();
  }
};

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

export const sensitivity = (program: Command): void => {
  program
    .command("sensitivity")
    .description("How many of the simulator's faults the contract suite finds, and how many false alarms it raises")
    .option("--seeds <number>", "seeds a server", "10")
    .option("--budget <number>", "largest budget, requests", "450")
    .option("--fault <name>", "this fault only; may be repeated", collect, [])
    .option("--class <letter>", "this class only: S, Q, H, V, T, R or C")
    .option("--benign-only", "correct servers only")
    .option("--full", `${fullBenignSeeds} seeds a correct server`)
    .option("--json", "print one machine-readable object")
    .option("--processes <number>", "processes to measure with", "2")
    .option("--reports <folder>", "where the report goes, below it in sensitivity/", "reports")
    .addHelpText(
      "after",
      "\nExamples:\n  npm run sensitivity\n  npm run sensitivity -- --fault delete-answers-200 --seeds 3\n\n" +
        "Exit codes: 0 every target is reached, 1 one is missed, 2 a wrong flag, 130 interrupted.",
    )
    .action(run);
};
