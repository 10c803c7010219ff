import { rmdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defined } from "../../contract/defined.ts";
import { type FaultClass, faultClasses } from "../../contract/fault.ts";
import { plainServers } from "../../evaluation/score/job.ts";
import { measure, measureMutants, mutantsFile } from "../../evaluation/score/measure.ts";
import { measureSuite } from "../../evaluation/score/measure-suite.ts";
import { byOrigin } from "../../evaluation/score/score.ts";
import type { ResultsSource } from "../../evaluation/score/suite-trial.ts";
import { type ExitCode, exitCode, UsageError } from "../../session/fail.ts";
import { writeAtomically } from "../../session/files.ts";
import { named, unknownName } from "../../session/named.ts";
import { createRunDir } from "../../session/reports-dir.ts";
import { mostSeed, secondsIn, wholeNumber } from "../../session/settings.ts";
import { benignVariants } from "../../simulator/benign.ts";
import type { Fault } from "../../simulator/fault.ts";
import { faults } from "../../simulator/faults.ts";
import { interruptible } from "../interrupt.ts";
import { refuseStrayFlags, type ScoreFlags } from "../score-flags.ts";
import { suiteMarkdown, suiteText } from "../score-suite-text.ts";
import { markdownOf, mutantMarkdown, mutantText, survivorsOf, textOf } from "../score-text.ts";
import { suitePage } from "../suite-page.ts";
import { type Style, terminal } from "../terminal.ts";

/** What a measurement leaves: its record, in three forms, and what it means. */
interface Measured {
  readonly name: "score" | "suite" | "mutants";
  readonly record: object;
  readonly text: (style: Style) => readonly string[];
  readonly markdown: string;
  readonly html?: string;
  readonly exit: ExitCode;
}

interface Pace {
  readonly processes: number;
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
}

const usualBudgets = [45, 90, 240, 450];
/** Seeds for correct servers with --full, as its help says: a false alarm may be rare. */
const fullBenignSeeds = 20;

const isClass = (text: string): text is FaultClass => faultClasses.some((one) => one === text);

const classesIn = (flags: ScoreFlags): readonly FaultClass[] =>
  flags.class
    .flatMap((text) => text.split(","))
    .map((text) => {
      if (isClass(text)) return text;
      throw unknownName("--class", text, faultClasses, "npm run score -- --help");
    });

const chosenFaults = (flags: ScoreFlags): readonly Fault[] => {
  if (flags.benignOnly === true) return [];
  const classes = classesIn(flags);
  const chosen = flags.fault.map((id) => {
    const fault = named("--fault", id, faults, "npm run simulator -- --list-faults");
    if (classes.length > 0 && !classes.includes(fault.class))
      throw new UsageError(`--fault ${id}: its class is ${fault.class}, which --class does not name`);
    return fault;
  });
  if (chosen.length > 0) return [...new Set(chosen)];
  return faults.filter((fault) => classes.length === 0 || classes.includes(fault.class));
};

const isPart = (flags: ScoreFlags): boolean => flags.fault.length > 0 || flags.class.length > 0;
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

/** Where the results of a suite are, as --results says it. */
const resultsIn = ({ results }: ScoreFlags): ResultsSource | undefined => {
  if (results === undefined) return undefined;
  if (results.trim() === "") throw new UsageError("--results is empty; name the file or folder the command writes");
  return results === "-" ? { kind: "output" } : { kind: "path", path: results };
};

const measureTheirs = async (command: string, flags: ScoreFlags, pace: Pace): Promise<Measured> => {
  if (command.trim() === "") throw new UsageError("--cmd is empty; give the command that runs the suite");
  const results = resultsIn(flags);
  const record = await measureSuite({
    ...pace,
    command,
    // A share of the catalogue: what others reported is a yardstick for our own suite.
    faults: flags.fault.length > 0 ? chosenFaults(flags) : byOrigin(chosenFaults(flags)).own,
    benign: benignIds(flags),
    budget: wholeNumber("--budget", flags.budget, 10, 100_000),
    timeoutMs: 1000 * secondsIn("--timeout", flags.timeout, 1, 3600),
    // Runs side by side would write one file.
    parallel: results?.kind === "path" ? 1 : pace.processes,
    seed: wholeNumber("--seed", flags.seed, 0, mostSeed),
    ...defined({
      results,
      sample: flags.sample === undefined ? undefined : wholeNumber("--sample", flags.sample, 1, 100_000),
      forMs: flags.for === undefined ? undefined : 1000 * secondsIn("--for", flags.for, 1, 86_400),
      minPercent: flags.min === undefined ? undefined : wholeNumber("--min", flags.min, 0, 100),
    }),
  });
  // Without the correct server there is no part of a score.
  if (record.unscored !== undefined) pace.signal.throwIfAborted();
  const missed = record.target?.holds === false;
  return {
    name: "suite",
    record,
    text: (style) => suiteText(record, style),
    markdown: suiteMarkdown(record),
    html: suitePage(record).markup,
    exit:
      record.unscored !== undefined
        ? exitCode.unable
        : record.stopped === "interrupted"
          ? exitCode.interrupted
          : missed
            ? exitCode.violated
            : exitCode.holds,
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
const frozenCount = 300;

const freezeMutants = async (pace: Pace): Promise<string> => {
  // It needs the TypeScript compiler, a development tool.
  const { freeze } = await import("../../evaluation/score/freeze.ts");
  const list = await freeze({ ...pace, count: frozenCount, seed: freezeSeed });
  // Of an interrupted search there is no list to keep.
  pace.signal.throwIfAborted();
  await writeAtomically(fileURLToPath(mutantsFile), [`${JSON.stringify(list, null, 2)}\n`]);
  return `${list.mutants.length} mutants frozen; a person has to judge which of them are correct servers`;
};

const measureAny = (flags: ScoreFlags, pace: Pace): Promise<Measured> => {
  if (flags.cmd !== undefined) return measureTheirs(flags.cmd, flags, pace);
  return flags.mutants === true ? measureUnseen(flags, pace) : measureOurs(flags, pace);
};

/** The verb, once its flags are read; `given`: the options that were typed. */
export const run = async (flags: ScoreFlags, given: readonly string[]): Promise<void> => {
  const { line, note, progress, clear, style } = terminal();
  refuseStrayFlags(flags, given);
  const pace = {
    processes: wholeNumber("--processes", flags.processes, 1, 64),
    onProgress: progress,
  };
  const interrupt = interruptible("stopping: the servers and suites that run are ended (again to leave at once)");
  try {
    if (flags.freeze === true) {
      line(await freezeMutants({ ...pace, signal: interrupt.signal }));
      return;
    }
    // Before anything is measured: a folder that cannot be written would waste it.
    const folder = await createRunDir(flags.reports, new Date(), "score");
    const measured = await measureAny(flags, { ...pace, signal: interrupt.signal }).catch(async (error: unknown) => {
      await rmdir(folder.path).catch(() => undefined);
      // Of a part nothing can be computed; that is no defect.
      if (!interrupt.signal.aborted) throw error;
      return undefined;
    });
    clear();
    const partial = measured?.exit === exitCode.interrupted;
    if (measured === undefined || (interrupt.signal.aborted && !partial)) {
      await rmdir(folder.path).catch(() => undefined);
      note("interrupted: too little was measured for a score, so nothing was written");
      process.exitCode = exitCode.interrupted;
      return;
    }
    const { name, record, text, markdown, html, exit } = measured;
    if (flags.json === true) line(JSON.stringify(record));
    else for (const each of text(style)) line(each);
    const files = [
      [`${name}.json`, `${JSON.stringify(record, null, 2)}\n`],
      [`${name}.md`, markdown],
      ...(html === undefined ? [] : [[`${name}.html`, html] as const]),
    ] as const;
    for (const [file, content] of files) await writeAtomically(join(folder.path, file), [content]);
    const path = join(flags.reports, folder.id, files.at(-1)?.[0] ?? "");
    if (flags.json !== true) line(`  ${[path, ...files.slice(0, -1).map(([file]) => file)].join(", ")}`);
    process.exitCode = exit;
  } finally {
    interrupt.done();
  }
};
