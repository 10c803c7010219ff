import type { ContractRecord, Finding } from "../contract/run.ts";
import { safeText } from "../contract/safe-text.ts";
import { targetName } from "../contract/target.ts";
import { quotedSources } from "../contract/verdict.ts";
import { seenOf } from "../report/status.ts";
import type { PlanRow } from "../run/plan.ts";
import type { PlannedTime } from "../run/run-limits.ts";
import type { ContractStart } from "../session/contract-run.ts";
import { livePerMinute } from "../session/open-target.ts";
import { type Style, table } from "./terminal.ts";

const minutes = (seconds: number): string =>
  seconds < 90 ? `${Math.max(1, seconds)} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;

/** What a person should know before the first request leaves. */
export const startLines = ({ target, budget, seed, seconds }: ContractStart): readonly string[] => [
  `target  ${safeText(targetName(target))} (${target.via})`,
  `tokens  ${target.tokens.join(", ")}${target.tokens.includes("B") ? "" : "; no second token: checks between accounts are not exercised"}`,
  `budget  ${budget} requests at the most, ${seconds === undefined ? "no waiting: time is virtual" : `about ${minutes(seconds)} if the limit is ${livePerMinute} a minute`}; seed ${seed}`,
];

/**
 * What the service's limit makes of a run.
 * @param limit requests a window, as the service says
 * @param virtual time is the simulator's own: nothing waits for it
 */
export const timeLines = (limit: number | undefined, time: PlannedTime, virtual: boolean): readonly string[] => [
  ...(limit === undefined ? [] : [`limit   ${limit} requests a minute, by the service's own headers`]),
  `time    about ${minutes(Math.ceil(time.seconds))}${virtual ? " of virtual time, some seconds here" : ""}; ${time.requests} requests fit into it`,
];

/** How the budget is shared out, a line a property. */
export const planLines = (rows: readonly PlanRow[]): readonly string[] => [
  "plan",
  ...table([
    ["property", "requests", "cases", ""],
    ...rows.map(({ property, requests, cases, reason }) => [
      property.id,
      String(requests),
      String(cases),
      reason ?? "",
    ]),
  ]),
];

/** Under "source", what each cited entry of docs/facts.md says. */
export const sourceLines = (sources: readonly string[]): readonly string[] =>
  quotedSources(sources).map((text, i) => `  ${(i === 0 ? "source" : "").padEnd(10)}${safeText(text)}`);

/** What shows a finding without this project, or why nothing does. */
export const curlLines = ({ reproFile, curl, notByScript }: Finding): readonly string[] => {
  if (reproFile !== undefined) return [`  by curl   sh ${reproFile}`];
  if (curl !== "") return [`  by curl   ${safeText(curl)}`];
  return notByScript === undefined ? [] : [`  by curl   no: ${safeText(notByScript)}`];
};

const findingLines = (finding: Finding, record: ContractRecord, style: Style, wrong: string): readonly string[] => {
  const { rule } = finding;
  const seen = seenOf({ contract: record }, finding);
  return [
    style.bad(`✗ ${rule.sentence}`),
    safeText(
      `  rule      ${rule.id} (${rule.level}), broken ${seen.violations} of ${seen.evaluations} times, found by ${finding.foundBy}, seed ${finding.seed}`,
    ),
    safeText(`  expected  ${finding.expected}`),
    safeText(`  received  ${finding.received}`),
    ...sourceLines(rule.sources),
    "  sequence",
    ...finding.sequence.map((text) => `    ${text}`),
    ...(finding.detail === undefined ? [] : finding.detail.split("\n").map((text) => `    ${safeText(text)}`)),
    ...curlLines(finding),
    ...(finding.replayFile === undefined
      ? []
      : [`  replay    npm run contract -- --replay ${finding.replayFile}${wrong}`]),
    "",
  ];
};

/** How many requests a run has sent, with those that the simulator gives besides the budget. */
export const requestsOf = ({ requests, budget, beyondBudget = 0 }: ContractRecord): string =>
  beyondBudget === 0
    ? `${requests} of ${budget}`
    : `${requests} (${requests - beyondBudget} of ${budget}, ${beyondBudget} to shorten findings)`;

/** No case had its turn: the run ended before, and tables of rules and properties would say so line by line. */
const nothingRan = ({ properties }: ContractRecord): boolean => properties.every(({ cases }) => cases === 0);

/** What the budget was used for; nothing, where no case had its turn. */
export const accountLines = (record: ContractRecord): readonly string[] =>
  nothingRan(record) ? [] : accountOf(record);

const accountOf = (record: ContractRecord): readonly string[] => [
  "account",
  ...table([
    ["property", "planned", "sent", "cases", "evaluations", "findings", ""],
    ...record.properties.map(({ id, planned, sent, cases, evaluations, findings, reason }) =>
      [id, planned, sent, cases, evaluations, findings, reason ?? ""].map(String),
    ),
  ]),
  "",
];

/**
 * What to do next: what broke, what could not be judged, and the last word.
 * @param wrong flags that make the simulator what it was, for the commands that replay
 */
export const summaryLines = (record: ContractRecord, style: Style, wrong = ""): readonly string[] => {
  const level = new Map(record.rules.map((rule) => [rule.id, rule.level]));
  const broken = record.findings.filter(({ rule }) => rule.level === "must");
  const drift = record.findings.filter(({ rule }) => rule.level === "observed");
  const count = (kind: string) => record.verdicts.filter((verdict) => verdict.kind === kind).length;
  const quiet = record.verdicts.filter(({ kind }) => kind === "not exercised" || kind === "inconclusive");
  const missed = record.coverage.filter(({ times }) => times === 0).length;
  const { created, deleted, left } = record.records;
  if (record.outcome === "unable" && record.findings.length === 0) {
    return [`${style.doubt("the run could not do its job")}: ${safeText(record.reason ?? "nothing could be judged")}`];
  }
  const word = {
    holds: style.good("the contract holds"),
    violated: style.bad("the contract is violated"),
    unable: style.doubt("the run could not do its job"),
    interrupted: style.doubt("interrupted"),
  }[record.outcome];
  return [
    ...broken.flatMap((finding) => findingLines(finding, record, style, wrong)),
    ...drift.flatMap((finding) => [
      style.doubt("drift, not a violation:"),
      ...findingLines(finding, record, style, wrong),
    ]),
    ...(quiet.length === 0 || nothingRan(record)
      ? []
      : [
          "not judged",
          ...table(
            quiet.map(({ rule, kind, reason }) => [
              `${rule}${level.get(rule) === "observed" ? " (observed)" : ""}`,
              kind,
              safeText(reason ?? ""),
            ]),
          ),
          "",
        ]),
    `rules     ${count("holds")} hold, ${count("violated")} violated, ${count("inconclusive")} inconclusive, ${count("not exercised")} not exercised`,
    `coverage  ${record.coverage.length - missed} of ${record.coverage.length} items of the spec (operations × statuses, headers, parameters)`,
    `requests  ${requestsOf(record)}; records made ${created}, deleted ${deleted}, left ${left.length}`,
    `${word}${record.reason === undefined ? "" : `: ${safeText(record.reason)}`}`,
  ];
};
