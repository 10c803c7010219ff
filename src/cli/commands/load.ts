import { randomInt } from "node:crypto";
import { join, relative } from "node:path";
import { scenarios } from "../../../suites/load.ts";
import { defined } from "../../contract/defined.ts";
import type { LoadRecord, ScenarioRecord } from "../../contract/run.ts";
import { safeText } from "../../contract/safe-text.ts";
import { createMarker, nonceOf } from "../../generators/marker.ts";
import { familyIds, isFamilyId } from "../../limiter/families.ts";
import { exportK6 } from "../../load/k6/export.ts";
import type { Conditions, Scenario } from "../../load/scenario.ts";
import { withoutName } from "../../report/histogram.ts";
import { measure, measuredText } from "../../report/status.ts";
import { environment } from "../../session/environment.ts";
import { type ExitCode, exitCode, UsageError } from "../../session/fail.ts";
import { makeFolder, writeAtomically } from "../../session/files.ts";
import type { Environment } from "../../session/http-proxy.ts";
import { openJournal, settleJournal, sweptLine } from "../../session/journals.ts";
import { conditionsOf, liveWindowS, type PerformLoadOptions, performLoad } from "../../session/load-run.ts";
import { named, unknownName } from "../../session/named.ts";
import { formatsBeside } from "../../session/render-run.ts";
import { openRunFiles } from "../../session/run-files.ts";
import {
  maxTimeIn,
  mostSeed,
  readSettings,
  type SettingFlags,
  secondsIn,
  wholeNumber,
} from "../../session/settings.ts";
import { type SimulatorFlags, simulatorOptions, targetWords } from "../../session/simulator-options.ts";
import { changeLines } from "../changes-text.ts";
import { type ThresholdFlags, withGivenThresholds } from "../given-thresholds.ts";
import { interruptible } from "../interrupt.ts";
import { listRows, resultRows } from "../load-tables.ts";
import { table, tellOfWait, terminal } from "../terminal.ts";

/** Flags as typed. */
export interface LoadFlags extends SettingFlags, SimulatorFlags, ThresholdFlags {
  readonly scenario?: readonly string[];
  readonly duration?: string;
  readonly maxTime?: string;
  readonly window?: string;
  readonly limit?: string;
  readonly family?: string;
  readonly allowOverLimit?: boolean;
  readonly strict?: boolean;
  readonly format?: readonly string[];
  readonly json?: boolean;
  readonly list?: boolean;
  readonly export?: string;
  readonly out?: string;
  readonly reports: string;
}

const all: readonly Scenario[] = scenarios;

/** The scenarios named, or the nightly set of that kind of target. */
export const chosenScenarios = (ids: readonly string[] | undefined, kind: Conditions["kind"]): readonly Scenario[] => {
  if (ids === undefined) return all.filter(({ nightly }) => nightly.includes(kind));
  const names = ids.flatMap((each) => each.split(",")).map((each) => each.trim());
  if (names.includes("all")) return all;
  return names.map((name) => named("--scenario", name, all, "npm run load -- --list"));
};

/** A service of one's own may have any window. */
const isThisMachine = (url: string): boolean => ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname);

/** What the flags choose, beside the scenarios. */
export const readLoadFlags = async (
  flags: LoadFlags,
  env: Environment = environment(),
): Promise<Omit<PerformLoadOptions, "scenarios" | "marker">> => {
  const settings = readSettings(env, flags);
  const { family } = flags;
  if (family !== undefined && !isFamilyId(family))
    throw unknownName("--family", family, familyIds, "npm run load -- --help");
  const durationS = flags.duration === undefined ? undefined : secondsIn("--duration", flags.duration, 0.1, 7 * 86_400);
  const windowS = flags.window === undefined ? undefined : secondsIn("--window", flags.window, 0.1, 86_400);
  const maxTimeS = flags.maxTime === undefined ? undefined : maxTimeIn(flags.maxTime);
  if (windowS !== undefined && windowS < liveWindowS && settings.kind === "live" && !isThisMachine(settings.baseUrl))
    throw new UsageError(
      `--window ${flags.window}: the service's own window is a minute (guide G8); a shorter one is for the simulator`,
    );
  return {
    settings,
    seed: settings.seed ?? randomInt(mostSeed),
    ...defined({ durationS, windowS, maxTimeS }),
    ...(flags.limit === undefined ? {} : { limit: wholeNumber("--limit", flags.limit, 1, 1_000_000) }),
    simulator: { ...(await simulatorOptions(flags, settings)), ...defined({ family }) },
    ...(flags.allowOverLimit === true ? { allowOverLimit: true } : {}),
    ...(flags.strict === true ? { strict: true } : {}),
  };
};

/** What each outcome ends a run with. */
export const loadCodes: Readonly<Record<LoadRecord["outcome"], ExitCode>> = {
  pass: exitCode.holds,
  fail: exitCode.violated,
  invalid: exitCode.invalid,
  unable: exitCode.unable,
  interrupted: exitCode.interrupted,
};

/** How a scenario ended, once it has. */
export const endLine = (scenario: ScenarioRecord): string => {
  const { id, outcome, reason } = scenario;
  return safeText(`${id}: ${outcome}${reason === undefined ? "" : `, ${withoutName(scenario, reason)}`}`);
};

/** Prints what load found, for people. */
export const showLoad = (record: LoadRecord): void => {
  const { line, style } = terminal();
  for (const row of table(resultRows(record))) line(safeText(row));
  for (const scenario of record.scenarios) {
    // Of a scenario's own, those that hold are no news; who gave one waits for its answer.
    const shown = scenario.thresholds.filter(({ holds, given }) => !holds || given);
    const figures = scenario.figures ?? [];
    const reason = scenario.outcome === "fail" ? undefined : scenario.reason;
    if (shown.length + figures.length + scenario.warnings.length === 0 && reason === undefined) continue;
    line();
    line(style.strong(`${scenario.id}: ${scenario.statement}`));
    if (reason !== undefined) line(style.doubt(safeText(`  ${scenario.outcome}: ${withoutName(scenario, reason)}`)));
    for (const { name, value, unit } of figures)
      line(safeText(`  ${name}: ${typeof value === "string" ? value : measure(value, unit)}`));
    for (const threshold of shown) {
      const { sentence, holds } = threshold;
      const text = `${holds ? "met" : "missed"}: ${sentence} (${measuredText(threshold)})`;
      line((holds ? style.good : style.bad)(safeText(`  ${text}`)));
    }
    for (const warning of scenario.warnings) line(style.doubt(safeText(`  note: ${withoutName(scenario, warning)}`)));
  }
  const thresholds = record.scenarios.flatMap((scenario) => scenario.thresholds);
  const met = thresholds.filter(({ holds }) => holds).length;
  const looked = record.verdicts.filter(({ kind }) => kind !== "not exercised").length;
  line();
  if (thresholds.length > 0) line(`thresholds: ${met} of ${thresholds.length} met`);
  line(`rules over this traffic: ${looked} exercised, ${record.findings.length} violated`);
  for (const { rule, expected, received, curl } of record.findings) {
    line(style.bad(safeText(`  ${rule.id} (${rule.level}): ${rule.sentence}`)));
    line(safeText(`    expected ${expected}; received ${received}`));
    if (curl !== "") line(safeText(`    ${curl}`));
  }
  const paint = record.outcome === "pass" ? style.good : style.bad;
  line(paint(safeText(`load: ${record.outcome}${record.reason === undefined ? "" : `, ${record.reason}`}`)));
};

/** Writes scenarios for another engine; sends nothing. */
const exportTo = async (
  flags: LoadFlags,
  chosen: readonly Scenario[],
  conditions: Conditions,
  line: (text: string) => void,
): Promise<void> => {
  if (flags.export !== "k6") throw new UsageError(`--export ${flags.export}: k6 is the one engine there is`);
  if (flags.scenario === undefined) throw new UsageError("--export needs --scenario: which one?");
  const folder = flags.out ?? join(flags.reports, "k6");
  // All or nothing: half of what was chosen would pass for all of it.
  const exportable = chosen.map((scenario) => {
    if (scenario.phases === undefined)
      throw new UsageError(`--export k6 --scenario ${scenario.id}: it decides as it goes, which a k6 script cannot`);
    return scenario;
  });
  for (const scenario of exportable) {
    const { script, testRun, cannot } = exportK6(scenario, conditions);
    const files = [
      [`${scenario.id}.js`, script],
      [`${scenario.id}.testrun.yaml`, testRun],
    ] as const;
    makeFolder(folder);
    for (const [name, text] of files) {
      await writeAtomically(join(folder, name), [text]);
      if (flags.json !== true) line(relative(".", join(folder, name)));
    }
    if (flags.json === true) {
      const written = files.map(([name]) => relative(".", join(folder, name)));
      line(JSON.stringify({ scenario: scenario.id, files: written, cannot }));
      continue;
    }
    line(`what k6 cannot do of ${scenario.id}:`);
    for (const text of cannot) line(`  - ${text}`);
  }
};

/** The verb, once its flags are read. */
export const run = async (names: readonly string[], flags: LoadFlags): Promise<void> => {
  const { line, note, progress, clear, style } = terminal();
  const options = await readLoadFlags(flags);
  const conditions = conditionsOf(options);
  const named = chosenScenarios(
    names.length > 0 ? [...names, ...(flags.scenario ?? [])] : flags.scenario,
    conditions.kind,
  );
  const chosen = await withGivenThresholds(named, flags, conditions, note);
  const formats = formatsBeside(flags.format);
  if (flags.list === true && flags.json === true) {
    const rows = all.map((scenario) => {
      const { id, statement, nightly } = scenario;
      return { id, statement, nightly, cost: scenario.cost(conditions) };
    });
    return line(JSON.stringify(rows));
  }
  if (flags.list === true) {
    for (const row of table(listRows(all, conditions), "")) line(row);
    return;
  }
  if (flags.export !== undefined) return exportTo(flags, chosen, conditions, line);
  const say = flags.json === true ? note : line;
  const cost = chosen
    .map((scenario) => scenario.cost(conditions))
    .reduce((sum, each) => ({ requests: sum.requests + each.requests, seconds: sum.seconds + each.seconds }));
  const words = targetWords(options.settings, options.simulator ?? {});
  options.settings.notes.forEach(note);
  say(`target: ${words}`);
  say(
    `load: ${chosen.map(({ id }) => id).join(", ")} with tokens ${conditions.tokens.join(" and ")}, seed ${options.seed}`,
  );
  say(
    `about ${cost.requests} requests in ${Math.ceil(cost.seconds)} s${options.maxTimeS === undefined ? "" : `, at most ${options.maxTimeS} s`}, at ${conditions.limit} requests in ${conditions.windowS} s`,
  );
  const files = await openRunFiles({ reportsDir: flags.reports, kind: "load", seed: options.seed });
  // What lives and dies with this process needs no journal.
  const journal =
    conditions.kind === "live"
      ? openJournal(flags.reports, files.dir.id, options.settings.baseUrl, files.startedAt)
      : undefined;
  const interrupt = interruptible();
  try {
    const { record, target } = await performLoad({
      onWait: tellOfWait,
      ...options,
      scenarios: chosen,
      marker: createMarker(nonceOf(randomInt(2 ** 32 - 1))),
      progress,
      reportsDir: flags.reports,
      onSwept: (removed) => say(sweptLine(removed)),
      onScenario: (each) => {
        clear();
        say(endLine(each));
      },
      onEvent: (event) => {
        files.onEvent(event);
        journal?.listener(event);
      },
      ...defined({ beforeSend: journal?.beforeSend }),
      signal: interrupt.signal,
    });
    if (journal !== undefined) settleJournal(journal, say);
    if (flags.json === true)
      line(JSON.stringify({ folder: relative(".", files.dir.path), target, seed: options.seed, ...record }));
    else {
      line();
      showLoad(record);
    }
    // Printed before it is saved: what was measured must not be lost with a disk that is full.
    const { paths, changes } = await files.finish({ target, load: record }, formats);
    if (flags.json !== true) {
      for (const text of changeLines(changes, style)) line(text);
      for (const path of paths) line(relative(".", path));
    }
    process.exitCode = loadCodes[record.outcome];
    say(`load: ${words} (exit code ${process.exitCode})`);
  } finally {
    interrupt.done();
    journal?.close();
    files.close();
  }
};
