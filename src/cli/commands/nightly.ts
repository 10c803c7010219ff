import { randomInt } from "node:crypto";
import { closeSync, openSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { shellWord } from "../../client/curl.ts";
import { createRecorder } from "../../client/recorder.ts";
import { realClock } from "../../contract/clock.ts";
import { defined } from "../../contract/defined.ts";
import type { LoadRecord } from "../../contract/run.ts";
import { targetName } from "../../contract/target.ts";
import { createMarker, nonceOf } from "../../generators/marker.ts";
import type { Scenario } from "../../load/scenario.ts";
import { secondsFor } from "../../run/budget.ts";
import { defaultBudget } from "../../session/contract-run.ts";
import { environment } from "../../session/environment.ts";
import { exitCode, worstExit } from "../../session/fail.ts";
import { openJournal, settleJournal, sweptLine } from "../../session/journals.ts";
import { conditionsOf, performLoad } from "../../session/load-run.ts";
import { livePerMinute } from "../../session/open-target.ts";
import { formatsBeside } from "../../session/render-run.ts";
import { openRunFiles, type RunFiles } from "../../session/run-files.ts";
import { maxTimeIn, mostSeed, readSettings, type SettingFlags, type Settings } from "../../session/settings.ts";
import {
  type SimulatorChoice,
  type SimulatorFlags,
  simulatorFlags,
  simulatorOptions,
  targetWords,
} from "../../session/simulator-options.ts";
import { changeLines, lastLine } from "../changes-text.ts";
import { type ThresholdFlags, withGivenThresholds } from "../given-thresholds.ts";
import { interruptible } from "../interrupt.ts";
import { performContract } from "../perform-contract.ts";
import { tellOfWait, terminal } from "../terminal.ts";
import { replayLine } from "../verdict-text.ts";
import { exitOf, showContract } from "./contract.ts";
import { chosenScenarios, endLine, loadCodes, showLoad } from "./load.ts";

/** Flags as typed. */
interface NightlyFlags extends SettingFlags, SimulatorFlags, ThresholdFlags {
  readonly scenario?: readonly string[];
  readonly strict?: boolean;
  readonly plan?: boolean;
  readonly verbose?: boolean;
  readonly maxTime?: string;
  readonly history?: string;
  readonly format?: readonly string[];
  readonly json?: boolean;
  readonly reports: string;
}

/** Seconds of the time a night may take that its contract part gets: what load does not need, and half at the least. */
export const contractShareS = (maxTimeS: number, loadS: number): number => Math.max(maxTimeS - loadS, maxTimeS / 2);

const duration = (seconds: number): string =>
  seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;

/** What a run would send and how long that takes, before anything is sent. */
export const nightlyPlan = (
  settings: Settings,
  scenarios: readonly Scenario[],
  seed: number,
  simulator: SimulatorChoice = {},
  maxTimeS?: number,
): readonly string[] => {
  const live = settings.kind === "live";
  const budget = settings.requestBudget ?? defaultBudget[settings.kind];
  const conditions = conditionsOf({ settings, seed });
  const costs = scenarios.map((scenario) => scenario.cost(conditions));
  const requests = costs.reduce((sum, cost) => sum + cost.requests, 0);
  const loadS = costs.reduce((sum, cost) => sum + cost.seconds, 0);
  const contractS = live ? secondsFor(budget, livePerMinute) : 0;
  const tokens = settings.secondToken === undefined && live ? "one token" : "two tokens";
  return [
    `target    ${targetWords(settings, simulator)}, ${tokens}`,
    `contract  at most ${budget} requests, ${live ? `about ${duration(contractS)} at ${livePerMinute} a minute` : "in virtual time"}`,
    `load      about ${requests} requests, ${live ? "" : "at most "}${duration(loadS)}: ${scenarios.map(({ id }) => id).join(", ")}`,
    `in all    about ${budget + requests} requests, ${live || maxTimeS !== undefined ? "" : "at most "}${duration(contractS + loadS)}${maxTimeS === undefined ? "" : `; at most ${duration(maxTimeS)}: what does not fit is not run, and says so`}`,
  ];
};

/** The load part, recorded in a file of its own: it is another history, on another clock. */
const loadPart = async (
  flags: NightlyFlags,
  settings: Settings,
  files: RunFiles,
  given: {
    readonly scenarios: readonly Scenario[];
    readonly simulator: SimulatorChoice;
    readonly seed: number;
    readonly maxTimeS: number | undefined;
    readonly signal: AbortSignal;
    readonly say: (line: string) => void;
  },
): Promise<LoadRecord> => {
  const { progress, clear } = terminal();
  const file = openSync(join(files.dir.path, "load-exchanges.ndjson"), "a");
  const recorder = createRecorder((text) => {
    writeFileSync(file, text);
  });
  const journal = openJournal(flags.reports, `${files.dir.id}-load`, settings.baseUrl, new Date());
  const live = settings.kind === "live";
  try {
    const { record } = await performLoad({
      onWait: tellOfWait,
      settings,
      scenarios: given.scenarios,
      seed: given.seed,
      marker: createMarker(nonceOf(randomInt(2 ** 32 - 1))),
      strict: flags.strict === true,
      simulator: given.simulator,
      ...defined({ maxTimeS: given.maxTimeS }),
      signal: given.signal,
      progress,
      reportsDir: flags.reports,
      onSwept: (removed) => given.say(sweptLine(removed)),
      onScenario: (each) => {
        clear();
        given.say(endLine(each));
      },
      onEvent: (event) => {
        recorder.listener(event);
        if (live) journal.listener(event);
      },
      ...(live ? { beforeSend: journal.beforeSend } : {}),
    });
    clear();
    settleJournal(journal, given.say);
    return record;
  } finally {
    journal.close();
    recorder.flush();
    closeSync(file);
  }
};

/** The same night, as a command. */
const sameNight = (flags: NightlyFlags, seed: number, budget: number): string =>
  [
    `npm run nightly -- --seed ${seed} --budget ${budget}${simulatorFlags(flags)}`,
    ...(flags.latency === undefined ? [] : [`--latency ${flags.latency}`]),
    ...(flags.scenario === undefined ? [] : [`--scenario ${flags.scenario.join(" ")}`]),
    ...(flags.threshold ?? []).map((text) => `--threshold ${shellWord(text)}`),
    ...(flags.thresholds === undefined ? [] : [`--thresholds ${shellWord(flags.thresholds)}`]),
    ...(flags.maxTime === undefined ? [] : [`--max-time ${flags.maxTime}`]),
    ...(flags.strict === true ? ["--strict"] : []),
  ].join(" ");

/** The verb, once its flags are read. */
export const run = async (flags: NightlyFlags): Promise<void> => {
  const { line, note, style } = terminal();
  const startUs = realClock.nowUs();
  const settings = readSettings(environment(), flags);
  const maxTimeS = flags.maxTime === undefined ? undefined : maxTimeIn(flags.maxTime);
  // Before anything is sent or made.
  const simulator = await simulatorOptions(flags, settings);
  const seed = settings.seed ?? randomInt(mostSeed);
  const conditions = conditionsOf({ settings, seed });
  const scenarios = await withGivenThresholds(
    chosenScenarios(flags.scenario, settings.kind),
    flags,
    conditions,
    terminal().note,
  );
  const say = flags.json === true ? note : line;
  const formats = formatsBeside(flags.format);
  const plan = nightlyPlan(settings, scenarios, seed, simulator, maxTimeS);
  settings.notes.forEach(note);
  if (flags.plan === true) return flags.json === true ? line(JSON.stringify({ seed, plan })) : plan.forEach(say);
  // The contract's line comes again, with details, once the target is open.
  for (const text of [plan[0] ?? "", ...plan.slice(2)]) say(text);

  const interrupt = interruptible();
  const files = await openRunFiles({ reportsDir: flags.reports, kind: "nightly", seed });
  try {
    const { signal } = interrupt;
    const loadS = scenarios.reduce((sum, scenario) => sum + scenario.cost(conditions).seconds, 0);
    const { record: contract, target } = await performContract({
      flags,
      settings,
      simulator,
      files,
      seed,
      // A wait in virtual time delays no person.
      maxTimeS: maxTimeS === undefined || settings.kind === "simulator" ? undefined : contractShareS(maxTimeS, loadS),
      signal,
      say,
    });
    // Where the contract run could not reach the service, load would fail the same way.
    const goOn = contract.outcome === "holds" || contract.outcome === "violated";
    if (goOn) {
      say("");
      say(style.strong("load"));
    }
    const leftS = maxTimeS === undefined ? undefined : maxTimeS - (realClock.nowUs() - startUs) / 1e6;
    const load = goOn
      ? await loadPart(flags, settings, files, { scenarios, simulator, seed, maxTimeS: leftS, signal, say })
      : undefined;
    const folder = relative(".", files.dir.path);
    if (flags.json === true) line(JSON.stringify({ folder, target, seed, contract, load }));
    else {
      showContract(contract, { flags, files, rows: Number.POSITIVE_INFINITY });
      if (load !== undefined) {
        line();
        showLoad(load);
      }
    }
    // Printed before it is saved: what was found must not be lost with a disk that is full.
    const { paths, changes } = await files.finish({ target, contract, ...defined({ load }) }, formats);
    const code = worstExit([
      exitOf(contract, flags.strict === true),
      load === undefined ? exitCode.holds : loadCodes[load.outcome],
    ]);
    if (flags.json !== true) {
      line();
      for (const text of changeLines(changes, style)) line(text);
      for (const path of paths) line(`saved: ${relative(".", path)}`);
      for (const text of replayLine(contract, folder, simulatorFlags(flags))) line(text);
      line(`again       ${sameNight(flags, seed, contract.budget)}`);
    }
    say(lastLine({ contract, load, changes, code, target: targetName(target) }, style));
    process.exitCode = code;
  } finally {
    files.close();
    interrupt.done();
  }
};
