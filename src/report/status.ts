import type { Finding, RunRecord, ThresholdResult } from "../contract/run.ts";
import type { RuleInfo, VerdictKind } from "../contract/verdict.ts";
import { allSlowerBy, breakingDrift, changeName, changesOf, worstOf } from "./changes.ts";
import { drifts, type RuleChange, slowerIn } from "./compare.ts";
import type { ReportInput } from "./format.ts";
import { count, digits, duration, percent, plural } from "./text.ts";
import { validityOf } from "./validity.ts";

/** How good news is; colour follows it, but never alone. */
export type Tone = "good" | "bad" | "unsure" | "none";

/** A status as shown everywhere: a sign, a word, and a colour. */
export interface Status {
  readonly tone: Tone;
  readonly sign: string;
  readonly word: string;
}

const good = (word: string): Status => ({ tone: "good", sign: "✓", word });
const bad = (word: string): Status => ({ tone: "bad", sign: "✗", word });
const unsure = (word: string): Status => ({ tone: "unsure", sign: "!", word });
const none = (word: string): Status => ({ tone: "none", sign: "–", word });

export const verdictStatus: Readonly<Record<VerdictKind, Status>> = {
  violated: bad("violated"),
  inconclusive: unsure("inconclusive"),
  holds: good("holds"),
  "not exercised": none("not exercised"),
};

/** A rule that is only observed drifts; it is broken where the run was strict. */
export const driftedStatus: Status = unsure("drifted");

/** The status of a rule's verdict. */
export const ruleStatus = (
  kind: VerdictKind,
  level: RuleInfo["level"] | undefined,
  run: Pick<RunRecord, "command">,
): Status => (kind === "violated" && drifts(level, run) ? driftedStatus : verdictStatus[kind]);

export const outcomeStatus = {
  holds: good("holds"),
  violated: bad("violated"),
  unable: unsure("unable"),
  interrupted: unsure("interrupted"),
  pass: good("pass"),
  fail: bad("fail"),
  invalid: unsure("invalid"),
} as const satisfies Readonly<Record<string, Status>>;

export const slowerStatus: Status = { tone: "bad", sign: "↑", word: "slower" };

/** One of the answers a report opens with. */
interface Headline {
  readonly title: "Contract" | "Load" | "Change" | "Validity";
  readonly status: Status;
  /** One or two short sentences. */
  readonly says: string;
}

const sentence = (text: string): string => `${capital(text)}${/[.?!]$/.test(text) ? "" : "."}`;

const contractHeadline = (run: RunRecord): Headline => {
  const { contract, load } = run;
  if (contract === undefined)
    return { title: "Contract", status: none("not run"), says: "This run did not check the contract." };
  const number = (kind: VerdictKind) => contract.verdicts.filter((verdict) => verdict.kind === kind).length;
  const soft = new Set(contract.rules.flatMap(({ id, level }) => (drifts(level, run) ? [id] : [])));
  const drifted = contract.verdicts.filter(({ rule, kind }) => kind === "violated" && soft.has(rule)).length;
  const broken = number("violated") - drifted;
  const also = load?.verdicts.filter((verdict) => verdict.kind === "violated").length ?? 0;
  const says = [
    contract.outcome === "unable" && contract.reason !== undefined ? sentence(contract.reason) : undefined,
    `${count(number("holds"))} of ${plural(contract.verdicts.length, "rule")} hold over ${plural(contract.requests, "request")}.`,
    broken > 0 ? `${plural(broken, "rule")} violated.` : undefined,
    drifted > 0 ? `${plural(drifted, "observed rule")} drifted.` : undefined,
    also > 0 ? `Under load ${plural(also, "rule was", "rules were")} violated.` : undefined,
  ];
  return {
    title: "Contract",
    status: outcomeStatus[contract.outcome],
    says: says.filter((part) => part !== undefined).join(" "),
  };
};

const loadHeadline = ({ load }: RunRecord): Headline => {
  if (load === undefined)
    return { title: "Load", status: none("not run"), says: "This run put no load on the service." };
  const thresholds = load.scenarios.flatMap((scenario) => scenario.thresholds);
  const met = thresholds.filter((threshold) => threshold.holds).length;
  const doubtful = load.scenarios.filter(({ outcome }) => outcome === "invalid");
  return {
    title: "Load",
    status: outcomeStatus[load.outcome],
    says: [
      `${plural(load.scenarios.length, "scenario")}, ${count(met)} of ${plural(thresholds.length, "threshold")} met.`,
      ...(load.outcome === "invalid" ? [`Not to be trusted: ${doubtful.map(({ id }) => id).join(", ")}.`] : []),
    ].join(" "),
  };
};

const validityHeadline = (run: RunRecord): Headline => {
  const { kind, doubts } = validityOf(run);
  const status = {
    sound: good("sound"),
    partial: none("sound, not of everything"),
    doubtful: unsure("read with care"),
    void: unsure("not valid"),
  }[kind];
  return {
    title: "Validity",
    status,
    says:
      doubts.length === 0
        ? "Nothing in the run gives reason to doubt its figures."
        : doubts.length === 1
          ? (doubts[0] ?? "")
          : `${doubts.length} things to keep in mind, listed below.`,
  };
};

const isBreak = ({ kind }: RuleChange): boolean => kind === "broke";

/** A sentence that begins as sentences do; an address stays as it is. */
export const capital = (text: string): string =>
  /^https?:/.test(text) ? text : `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** What no verdict of the run itself shows: that it was better before. Nothing where there is no earlier run. */
const changeHeadline = (input: ReportInput): readonly Headline[] => {
  const changes = changesOf(input);
  if (changes.compared.length === 0) return [];
  const headline = (status: Status, says: string): Headline[] => [{ title: "Change", status, says }];
  const sentences = changes.compared.flatMap(({ against, comparison }) => {
    const slower = slowerIn(comparison);
    const worst = worstOf(comparison);
    const broke = comparison.rules.filter(isBreak).length;
    const allBy = allSlowerBy(comparison);
    return [
      ...(allBy === undefined ? [] : [`Everything is about ${duration(allBy)} slower than ${against}.`]),
      ...(worst === undefined || allBy !== undefined
        ? []
        : [
            `${plural(slower.length, "service time")} rose since ${against}, most ${changeName(worst)}: ${duration(worst.beforeMs)} → ${duration(worst.afterMs)}.`,
          ]),
      ...(broke === 0 ? [] : [`${plural(broke, "rule")} broke that did not in ${against}.`]),
    ];
  });
  const drifted = breakingDrift(changes).length;
  if (drifted > 0)
    sentences.push(`The API differs from the previous run in ${plural(drifted, "way")} that may break a client.`);
  if (sentences.length > 0) {
    const slower = changes.compared.filter(({ comparison }) => slowerIn(comparison).length > 0);
    const busier = slower.find(({ comparison }) => comparison.busier !== undefined)?.comparison.busier;
    const other = drifted > 0 || changes.compared.some(({ comparison }) => comparison.rules.some(isBreak));
    if (busier !== undefined) sentences.push("This machine was slower too.");
    // Where the machine was slower as well, a slower service is not the only explanation.
    if (busier !== undefined && !other) return headline(unsure("slower, or busier"), sentences.join(" "));
    return headline(bad(slower.length > 0 ? "slower" : "worse"), sentences.join(" "));
  }
  const apart = changes.compared.flatMap(({ comparison }) => [...comparison.apart, ...comparison.latencyApart]);
  if (apart.length > 0) return headline(unsure("not comparable"), `${apart[0]}.`);
  const figures = changes.compared.reduce((sum, { comparison }) => sum + comparison.latency.length, 0);
  return headline(
    good("no worse"),
    `No rule broke${figures === 0 ? "" : ` and no service time rose beyond chance and tolerance`} since ${changes.compared.map(({ against }) => against).join(" or ")}.`,
  );
};

/** Contract, load, change, validity: what a reader must know first. */
export const headlines = (input: ReportInput): readonly Headline[] => [
  contractHeadline(input.run),
  loadHeadline(input.run),
  ...changeHeadline(input),
  validityHeadline(input.run),
];

/** Contract findings, then those of the load. */
export const findingsOf = (run: RunRecord) => [...(run.contract?.findings ?? []), ...(run.load?.findings ?? [])];

/** A threshold in its own unit: "354 ms", "1.2 %". */
export const measure = (value: number | undefined, unit: string): string => {
  if (value === undefined) return "not measured";
  if (unit === "share") return percent(value);
  if (unit === "ms") return duration(value);
  // "1 request"; units of one or two letters have no plural.
  const one = value === 1 ? unit.replace(/^([a-z]{2,})s$/, "$1") : unit;
  return `${digits(value)} ${one}`.trim();
};

/** "≤ 300 ms". */
export const limitText = ({ bound, strict, limit, unit }: ThresholdResult): string => {
  const signs = strict === true ? { most: "<", least: ">" } : { most: "≤", least: "≥" };
  // No line may end on the sign.
  return `${bound === undefined ? "" : `${signs[bound]}\u00a0`}${measure(limit, unit)}`;
};

/** "measured 354 ms, limit ≤ 300 ms", or that it was not measured. */
export const measuredText = (threshold: ThresholdResult): string => {
  const { measured, unit } = threshold;
  return `${measured === undefined ? "" : "measured "}${measure(measured, unit)}, limit ${limitText(threshold)}`;
};

/** Thresholds that were missed, with the scenario that missed them. */
export const missedThresholds = (run: RunRecord) =>
  (run.load?.scenarios ?? []).flatMap((scenario) =>
    scenario.thresholds.filter((threshold) => !threshold.holds).map((threshold) => ({ scenario, threshold })),
  );

/**
 * How often a finding's rule was broken and looked at in the whole run. What the finding itself says was counted when it
 * was found, and the run went on.
 */
export const seenOf = ({ contract, load }: Pick<RunRecord, "contract" | "load">, finding: Finding): Finding["seen"] => {
  const part = load?.findings.includes(finding) ? load : contract;
  const verdict = part?.verdicts.find(({ rule }) => rule === finding.rule.id);
  return verdict === undefined ? finding.seen : { violations: verdict.violations, evaluations: verdict.exercised };
};

/** What the seed alone does not repeat: inputs that were chosen by what earlier runs had tried. */
const historyFlag = ({ id, contract }: RunRecord): string =>
  contract?.hardInputs?.chosenBy === "history" ? ` --history ${id}` : "";

/** Nothing was sent: a recording was judged. */
const isOfRecording = ({ command }: RunRecord): boolean => command.startsWith("npm run verify ");

/** The command that makes the same run again: as typed, with what was chosen for it. */
export const sameRunCommand = (run: RunRecord): string => {
  if (run.proxy !== undefined || isOfRecording(run) || /\s--seed\b/.test(run.command)) return run.command;
  const start = / -- /.test(run.command) ? run.command : `${run.command} --`;
  return `${start} --seed ${run.seed}${historyFlag(run)}`;
};

/**
 * Which line of a finding's sequence has the answer that is wrong: the last, or the last of the kind that what was received
 * names, where another answer proves it afterwards. -1: there are none.
 */
export const decidingLine = ({ received, sequence }: Pick<Finding, "received" | "sequence">): number => {
  const [, named] = / ((?:GET|POST|PUT|PATCH|DELETE) \/)/.exec(received) ?? [];
  const at = named === undefined ? -1 : sequence.findLastIndex((text) => text.includes(` ${named}`));
  return at === -1 ? sequence.length - 1 : at;
};

/** The command that shows a finding with curl alone; undefined: none does. */
export const curlCommand = (
  { run, folder = `reports/${run.id}` }: Pick<ReportInput, "run" | "folder">,
  { reproFile, curl }: Finding,
): string | undefined => (reproFile === undefined ? curl || undefined : `sh ${shellWord(`${folder}/${reproFile}`)}`);

/** How a finding is looked at again: the command a reader types. */
export const replayCommand = (
  { run, folder = `reports/${run.id}` }: Pick<ReportInput, "run" | "folder">,
  finding: Finding,
): string => {
  if (isOfRecording(run)) return run.command;
  // Load measures; what it found by the way only the same load shows again.
  if (run.load?.findings.includes(finding)) return run.command;
  // What a tool sent only the tool sends again; what came can be judged again.
  if (run.proxy !== undefined) return `npm run verify -- ${shellWord(`${folder}/exchanges.ndjson`)}`;
  const { seed, replayFile } = finding;
  // A faulty simulator has to be configured again.
  const wrong = [...run.command.matchAll(/ --(?:fault|benign)[ =][\w-]+/g)].join("");
  return replayFile === undefined
    ? `npm run contract -- --seed ${seed}${historyFlag(run)}${wrong}`
    : `npm run contract -- --replay ${shellWord(`${folder}/${replayFile}`)}${wrong}`;
};

/** A path as one word of a command line. */
const shellWord = (path: string): string => (/^[\w./:\\-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);
