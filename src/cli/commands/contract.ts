import { randomInt } from "node:crypto";
import { join, relative } from "node:path";
import { propertiesOfAll } from "../../../suites/contract/properties.ts";
import { defined } from "../../contract/defined.ts";
import type { ContractRecord } from "../../contract/run.ts";
import type { Property } from "../../generators/step.ts";
import { secondsFor } from "../../run/budget.ts";
import { roomFor, shareOut } from "../../run/plan.ts";
import { defaultBudget } from "../../session/contract-run.ts";
import { environment } from "../../session/environment.ts";
import { type ExitCode, exitCode, worstExit } from "../../session/fail.ts";
import { livePerMinute } from "../../session/open-target.ts";
import { formatsBeside } from "../../session/render-run.ts";
import { openRunFiles, type RunFiles } from "../../session/run-files.ts";
import { maxTimeIn, mostSeed, readSettings, type SettingFlags, type Settings } from "../../session/settings.ts";
import { simulatorFlags, simulatorOptions, targetWords } from "../../session/simulator-options.ts";
import { changeLines } from "../changes-text.ts";
import { choosePart, type PartFlags } from "../choose-properties.ts";
import { accountLines, planLines, summaryLines } from "../contract-text.ts";
import { interruptible } from "../interrupt.ts";
import { performContract } from "../perform-contract.ts";
import { replayFilesIn, replayRun } from "../replay-run.ts";
import { terminal } from "../terminal.ts";
import { cut, replayLine, rowsOf, verdictLines, verdictOf } from "../verdict-text.ts";

/** Flags that say how much is shown. */
interface ShownFlags {
  readonly verbose?: boolean;
  readonly quiet?: boolean;
  readonly fault?: string;
  readonly benign?: string;
}

interface ContractFlags extends SettingFlags, PartFlags {
  readonly strict?: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
  readonly plan?: boolean;
  readonly failFast?: boolean;
  readonly format?: readonly string[];
  readonly replay?: string;
  readonly history?: string;
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
    finding.replayFile === undefined
      ? finding
      : {
          ...finding,
          replayFile: join(folder, finding.replayFile),
          ...(finding.reproFile === undefined ? {} : { reproFile: join(folder, finding.reproFile) }),
        },
  ),
});

/** The same run, as a command: the options of the simulator and what was chosen have to be repeated. */
const sameAgain = ({
  flags,
  seed,
  budget,
  history,
}: {
  readonly flags: ContractFlags;
  readonly seed: number;
  readonly budget: number;
  /** The run that knows what was tried before it, where that chose its inputs. */
  readonly history: string | undefined;
}) =>
  [
    `npm run contract -- --seed ${seed} --budget ${budget}${simulatorFlags(flags)}`,
    ...(["property", "rule", "operation", "clause"] as const).flatMap((flag) =>
      flags[flag] === undefined
        ? []
        : [`--${flag} ${flags[flag].map((name) => (name.includes(" ") ? `"${name}"` : name)).join(" ")}`],
    ),
    ...(flags.resource === undefined ? [] : [`--resource ${flags.resource}`]),
    ...(flags.failFast === true ? ["--fail-fast"] : []),
    ...(history === undefined ? [] : [`--history ${history}`]),
  ].join(" ");

/** What a person sees of a run that is over: one screen, or with --verbose all of it. */
export const showContract = (
  record: ContractRecord,
  { flags, files, rows }: { readonly flags: ShownFlags; readonly files: RunFiles; readonly rows: number },
): void => {
  if (flags.quiet === true) return;
  const { line, style, columns } = terminal();
  const shown = withPaths(record, relative(".", files.dir.path));
  line();
  if (flags.verbose !== true) {
    for (const text of verdictLines(shown, { style, columns, rows })) line(text);
    return;
  }
  if (record.outcome !== "unable") for (const text of accountLines(record)) line(text);
  for (const text of summaryLines(shown, style, simulatorFlags(flags))) line(text);
};

/** Where the report is, and what to do next: send the findings again, or the whole run. */
const nextLines = (
  record: ContractRecord,
  { flags, files, seed }: { readonly flags: ContractFlags; readonly files: RunFiles; readonly seed: number },
): readonly string[] => {
  const folder = relative(".", files.dir.path);
  return [
    `report      ${join(folder, "report.html")}`,
    ...replayLine(record, folder, simulatorFlags(flags)),
    `again       ${sameAgain({ flags, seed, budget: record.budget, history: record.hardInputs?.chosenBy === "history" ? files.dir.id : undefined })}`,
  ];
};

/** What would be sent by the usual limit, and how long that takes; nothing is sent. */
const showPlan = (chosen: readonly Property[], settings: Settings, seed: number, json: boolean): void => {
  const { line } = terminal();
  const live = settings.kind === "live";
  const hasSecondToken = !live || settings.secondToken !== undefined;
  const budget = settings.requestBudget ?? defaultBudget[settings.kind];
  const options = { properties: chosen, seed, hasSecondToken, limit: livePerMinute };
  const rows = shareOut(options, roomFor(budget, hasSecondToken ? 2 : 1));
  const seconds = secondsFor(budget, livePerMinute);
  if (json) {
    const plan = rows.map(({ property, ...rest }) => ({ property: property.id, ...rest }));
    line(JSON.stringify({ target: targetWords(settings, {}), budget, ...(live ? { seconds } : {}), seed, plan }));
    return;
  }
  line(`target  ${targetWords(settings, {})}`);
  line(`budget  ${budget} requests at the most, ${live ? `about ${seconds} s` : "in virtual time"}; seed ${seed}`);
  for (const text of planLines(rows)) line(text);
};

/** The verb, once its flags are read. */
export const run = async (flags: ContractFlags): Promise<void> => {
  const { line, note, style, columns, rows } = terminal();
  const settings = readSettings(environment(), flags);
  const maxTimeS = flags.maxTime === undefined ? undefined : maxTimeIn(flags.maxTime);
  // Before anything is sent or made.
  const simulator = await simulatorOptions(flags, settings);
  settings.notes.forEach(note);
  const formats = formatsBeside(flags.format);
  const part = await choosePart(flags);
  const chosen = part.properties;
  const seed = settings.seed ?? part.seed ?? randomInt(mostSeed);
  if (flags.plan === true) return showPlan(chosen, settings, seed, flags.json === true);
  const interrupt = interruptible();
  try {
    if (flags.replay !== undefined) {
      const words = targetWords(settings, simulator);
      const print = flags.json === true ? note : line;
      print(`target  ${words}`);
      const paths = await replayFilesIn(flags.replay, flags.reports);
      const codes: ExitCode[] = [];
      for (const path of paths) {
        codes.push(
          await replayRun({
            properties: propertiesOfAll,
            path,
            settings,
            json: flags.json === true,
            simulator,
            reportsDir: flags.reports,
            maxTimeS: maxTimeS === undefined ? undefined : maxTimeS / paths.length,
            signal: interrupt.signal,
          }),
        );
      }
      process.exitCode = worstExit(codes);
      print(`replay: ${words} (exit code ${process.exitCode})`);
      return;
    }
    const files = await openRunFiles({ reportsDir: flags.reports, kind: "contract", seed });
    const say = flags.json === true ? note : flags.quiet === true ? () => {} : line;
    try {
      const { record, target } = await performContract({
        flags,
        properties: chosen,
        settings,
        simulator,
        files,
        seed,
        ...defined({ repeats: part.repeats }),
        maxTimeS,
        signal: interrupt.signal,
        say,
      });
      let changed: readonly string[] = [];
      const next = nextLines(record, {
        flags: { ...flags, ...defined({ property: part.names ?? flags.property }) },
        files,
        seed,
      });
      try {
        const { changes } = await files.finish({ target, contract: record }, formats);
        changed = Number.isFinite(rows)
          ? changeLines(changes, style, 0).map((text) => cut(text, columns))
          : changeLines(changes, style);
      } finally {
        // What was found must not be lost with a disk that is full.
        if (flags.json === true)
          line(JSON.stringify({ folder: relative(".", files.dir.path), target, seed, ...record }));
        // Beside them the last line and the prompt.
        else showContract(record, { flags, files, rows: rows - rowsOf([...changed, ...next], columns) - 2 });
      }
      if (flags.json !== true && flags.quiet !== true) for (const text of [...changed, ...next]) line(text);
      process.exitCode = exitOf(record, flags.strict === true);
      const last = `${targetWords(settings, simulator)} (exit code ${process.exitCode})`;
      if (flags.quiet === true && flags.json !== true) line(`contract: ${verdictOf(record, style)}; ${last}`);
      else say(`contract: ${last}`);
    } finally {
      files.close();
    }
  } finally {
    interrupt.done();
  }
};
