import { randomInt } from "node:crypto";
import { join, relative } from "node:path";
import type { Command } from "commander";
import { properties } from "../../../suites/contract/properties.ts";
import { defined } from "../../contract/defined.ts";
import type { ContractRecord } from "../../contract/run.ts";
import { writeAtomically } from "../../session/atomic-file.ts";
import { contractRun } from "../../session/contract-run.ts";
import { environment } from "../../session/environment.ts";
import { type ExitCode, exitCode } from "../../session/fail.ts";
import { sweptLine } from "../../session/journals.ts";
import { openRunFiles, type RunFiles } from "../../session/run-files.ts";
import { maxTimeIn, mostSeed, readSettings, type SettingFlags, type Settings } from "../../session/settings.ts";
import {
  type SimulatorChoice,
  simulatorFlags,
  simulatorOptions,
  targetWords,
} from "../../session/simulator-options.ts";
import { changeLines } from "../changes-text.ts";
import { accountLines, planLines, startLines, summaryLines } from "../contract-text.ts";
import { interruptible } from "../interrupt.ts";
import { replayRun } from "../replay-run.ts";
import { tellOfWait, terminal } from "../terminal.ts";

interface ContractFlags extends SettingFlags {
  readonly strict?: boolean;
  readonly json?: boolean;
  readonly replay?: string;
  readonly maxTime?: string;
  readonly fault?: string;
  readonly benign?: string;
  readonly reports: string;
}

const codes: Readonly<Record<ContractRecord["outcome"], ExitCode>> = {
  holds: exitCode.holds,
  violated: exitCode.violated,
  unable: exitCode.unable,
  interrupted: exitCode.interrupted,
};

/** Rules that are only observed count under --strict. */
export const exitOf = (record: ContractRecord, strict: boolean): ExitCode => {
  const code = codes[record.outcome];
  return strict && code === exitCode.holds && record.findings.length > 0 ? exitCode.violated : code;
};

/** The run's findings with the paths of the files that replay them, as the commands of the summary name them. */
export const withPaths = (record: ContractRecord, folder: string): ContractRecord => ({
  ...record,
  findings: record.findings.map((finding) =>
    finding.replayFile === undefined ? finding : { ...finding, replayFile: join(folder, finding.replayFile) },
  ),
});

export interface PerformContractOptions {
  readonly flags: ContractFlags;
  readonly settings: Settings;
  readonly simulator: SimulatorChoice;
  readonly files: RunFiles;
  readonly seed: number;
  readonly signal: AbortSignal;
  /** Seconds it may take; absent: what its budget takes. */
  readonly maxTimeS?: number | undefined;
  /** Lines for people while it goes on. */
  readonly say: (line: string) => void;
}

/** The contract part of a run, with what a person sees of it while it goes on. */
export const performContract = async (options: PerformContractOptions) => {
  const { flags, settings, simulator, files, seed, signal, say } = options;
  const { progress, clear } = terminal();
  const result = await contractRun({
    onWait: tellOfWait,
    settings,
    properties,
    seed,
    reportsDir: flags.reports,
    files,
    signal,
    simulator,
    onStart: (start) => startLines(start).forEach(say),
    onSwept: (removed) => say(sweptLine(removed)),
    ...defined({ maxTimeS: options.maxTimeS }),
    onPlan: (rows, limit, time) => planLines(rows, limit, time).forEach(say),
    onProgress: ({ requests, budget, doing, broken }) =>
      progress(`${requests}/${budget} requests · ${doing}${broken > 0 ? ` · ${broken} rules broken` : ""}`),
  });
  clear();
  for (const replayable of result.replayables) {
    await writeAtomically(join(files.dir.path, `replay-${replayable.rule}.json`), [
      `${JSON.stringify(replayable, null, 2)}\n`,
    ]);
  }
  return result;
};

const run = async (flags: ContractFlags): Promise<void> => {
  const { line, note, style } = terminal();
  const settings = readSettings(environment(), flags);
  const maxTimeS = flags.maxTime === undefined ? undefined : maxTimeIn(flags.maxTime);
  const seed = settings.seed ?? randomInt(mostSeed);
  // Before anything is sent or made.
  const simulator = await simulatorOptions(flags, settings);
  settings.notes.forEach(note);
  const interrupt = interruptible();
  try {
    if (flags.replay !== undefined) {
      const words = targetWords(settings, simulator);
      const tell = flags.json === true ? note : line;
      tell(`target  ${words}`);
      process.exitCode = await replayRun({
        properties,
        path: flags.replay,
        settings,
        json: flags.json === true,
        simulator,
        reportsDir: flags.reports,
        maxTimeS,
        signal: interrupt.signal,
      });
      tell(`replay: ${words} (exit code ${process.exitCode})`);
      return;
    }
    const files = await openRunFiles({ reportsDir: flags.reports, kind: "contract", seed });
    const say = flags.json === true ? note : line;
    try {
      const { record, target } = await performContract({
        flags,
        settings,
        simulator,
        files,
        seed,
        maxTimeS,
        signal: interrupt.signal,
        say,
      });
      if (flags.json === true) line(JSON.stringify(record));
      else {
        line();
        if (record.outcome !== "unable") accountLines(record).forEach(line);
        for (const text of summaryLines(withPaths(record, relative(".", files.dir.path)), style, simulatorFlags(flags)))
          line(text);
      }
      // Said before it is saved: what was found must not be lost with a disk that is full.
      const { paths, changes } = await files.finish({ target, contract: record });
      if (flags.json !== true) {
        for (const text of changeLines(changes, style)) line(text);
        line(
          `report    ${paths
            .map((path) => relative(".", path))
            .filter((path) => !path.endsWith(".md"))
            .join(", ")}`,
        );
      }
      process.exitCode = exitOf(record, flags.strict === true);
      say(`contract: ${targetWords(settings, simulator)} (exit code ${process.exitCode})`);
    } finally {
      files.close();
    }
  } finally {
    interrupt.done();
  }
};

export const contract = (program: Command): void => {
  program
    .command("contract")
    .option(
      "--budget <number>",
      "requests at the most (GOREST_REQUEST_BUDGET; default 240 live, 1000 on the simulator)",
    )
    .option("--seed <number>", "repeats a run (GOREST_SEED; default: a new one)")
    .option("--live", "the live service or exit code 2, never the simulator (GOREST_TARGET=live)")
    .option("--base-url <url>", "another service (GOREST_BASE_URL)")
    .option("--strict", "rules that are observed, not promised, fail the run too")
    .option(
      "--max-time <time>",
      "the run takes no longer, like 90s or 10m (default: what its budget takes, and two minutes)",
    )
    .option("--replay <file>", "send a saved failure again: same, fixed, flaky or blocked")
    .option("--fault <name>", "give the embedded simulator a fault; `npm run simulator -- --list-faults` names them")
    .option("--benign <name>", "make the embedded simulator unusual but correct")
    .option("--json", "print one machine-readable object")
    .option("--reports <folder>", "where runs are kept", "reports")
    .addHelpText(
      "after",
      "\nExamples:\n  npm run contract\n  npm run contract -- --fault delete-answers-200\n  GOREST_TOKEN=… npm run contract -- --budget 240\n  npm run contract -- --replay reports/latest/replay-delete-answers-204.json\n\nExit codes: 0 holds, 1 violated, 2 could not do its job, 130 interrupted.",
    )
    .action(run);
};
