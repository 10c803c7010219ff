import type { ContractRecord, Finding } from "../contract/run.ts";
import { safeText } from "../contract/safe-text.ts";
import type { Verdict } from "../contract/verdict.ts";
import { plural } from "../report/numbers.ts";
import { seenOf } from "../report/status.ts";
import type { Style } from "./terminal.ts";

/** What the first screen of a run is made for. */
export interface VerdictScreen {
  readonly style: Style;
  /** Characters a line may have; replay commands and paths are never cut. */
  readonly columns: number;
  /** The target in words. */
  readonly target: string;
  /** Flags that make the simulator what it was, for the commands that replay. */
  readonly wrong: string;
}

/** Findings shown with their evidence; the others have a line each. */
const mostShown = 2;
const mostLines = 6;
const mostSteps = 3;

const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`;

const levels = (record: ContractRecord): ReadonlyMap<string, string> =>
  new Map(record.rules.map(({ id, level }) => [id, level]));

const isOpen = ({ kind }: Verdict): boolean => kind === "not exercised" || kind === "inconclusive";

/** The verdict in a sentence, with how much of the contract it is based on. */
export const verdictOf = (record: ContractRecord, style: Style): string => {
  const { verdicts, outcome, reason } = record;
  const why = reason === undefined ? "" : `: ${safeText(reason)}`;
  if (outcome === "unable") return `${style.doubt("the run could not do its job")}${why}`;
  if (outcome === "interrupted") return `${style.doubt("interrupted")}${why}`;
  const level = levels(record);
  const broken = verdicts.filter(({ rule, kind }) => kind === "violated" && level.get(rule) === "must").length;
  const drifted = verdicts.filter(({ rule, kind }) => kind === "violated" && level.get(rule) === "observed").length;
  const open = verdicts.filter(isOpen).length;
  const judged = verdicts.length - open;
  const drift = drifted === 0 ? "" : style.doubt(`; drifted: ${plural(drifted, "observed rule")}`);
  if (outcome === "violated")
    return `${style.bad("the contract is violated")}: ${broken} of ${plural(judged, "judged rule")} broken${drift}${why}`;
  const extent =
    open === 0 ? `: all ${judged} rules` : `, as far as ${judged} of ${verdicts.length} rules could be judged`;
  return `${style.good("the contract holds")}${extent}${drift}`;
};

const shown = (
  finding: Finding,
  record: ContractRecord,
  { style, columns, wrong }: VerdictScreen,
): readonly string[] => {
  const { rule, sequence } = finding;
  const { violations, evaluations } = seenOf({ contract: record }, finding);
  const bad = rule.level === "must";
  const left = sequence.length - mostSteps;
  const steps = [...(left > 0 ? [`(${plural(left, "request")} before)`] : []), ...sequence.slice(-mostSteps)];
  const line = (label: string, text: string) => cut(`  ${label.padEnd(10)}${safeText(text)}`, columns);
  return [
    bad ? style.bad(`✗ ${rule.sentence}`) : style.doubt(`! drift: ${rule.sentence}`),
    line("rule", `${rule.id} (${rule.sources.join(", ")}), broken ${violations} of ${evaluations} times`),
    line("expected", finding.expected),
    line("received", finding.received),
    ...steps.map((step, at) => line(at === 0 ? "requests" : "", step)),
    ...(finding.shrinkingCut === true ? ["            the budget ended before fewer could be tried"] : []),
    ...(finding.replayFile === undefined
      ? []
      : [`  replay    npm run contract -- --replay ${finding.replayFile}${wrong}`]),
    ...(finding.reproFile === undefined ? [] : [`  by curl   sh ${finding.reproFile}`]),
  ];
};

/** Why rules were not judged, as a cause shared by many. */
const causeOf = ({ kind, reason = "" }: Verdict): string => {
  if (/more than the budget leaves|the run ended before its turn/.test(reason)) return "the budget was too small";
  if (kind === "inconclusive") return "inconclusive";
  if (/came up in \d+ requests$/.test(reason)) return "their situation did not arise";
  return safeText(reason.replace(/^[\w-]+ did not run: /, ""));
};

/** What was not judged, in a line a cause. */
const openLines = ({ verdicts, properties }: ContractRecord, columns: number): readonly string[] => {
  const causes = new Map<string, string[]>();
  for (const verdict of verdicts.filter(isOpen)) {
    const cause = causeOf(verdict);
    causes.set(cause, [...(causes.get(cause) ?? []), verdict.rule]);
  }
  const skipped = properties.filter(({ cases }) => cases === 0).length;
  const lines = [...causes].map(([cause, rules]) => `${plural(rules.length, "rule")}, ${cause}: ${rules.join(", ")}`);
  if (skipped > 0) lines.push(`${plural(skipped, "property", "properties")} of ${properties.length} did not run`);
  return lines.map((text, at) => cut(`${(at === 0 ? "not judged" : "").padEnd(12)}${text}`, columns));
};

/**
 * The first screen of a run, most important first: the verdict, what broke, what was not judged. It fits 24 rows of 80
 * columns; the account of every request is in the report.
 */
export const verdictLines = (record: ContractRecord, screen: VerdictScreen): readonly string[] => {
  const { style, columns, target } = screen;
  const heard = record.outcome !== "unable" || record.findings.length > 0;
  const findings = [...record.findings].sort(
    (a, b) => Number(a.rule.level === "observed") - Number(b.rule.level === "observed"),
  );
  const others = findings.slice(mostShown);
  const { created, deleted, left } = record.records;
  const spent = record.requests - (record.beyondBudget ?? 0);
  return [
    verdictOf(record, style),
    ...(heard
      ? ["", ...findings.slice(0, mostShown).flatMap((finding) => [...shown(finding, record, screen), ""])]
      : []),
    ...others
      .slice(0, mostLines)
      .map(({ rule }) => cut(`${rule.level === "must" ? "✗" : "! drift:"} ${rule.id}: ${rule.sentence}`, columns)),
    ...(others.length > mostLines ? [`  and ${others.length - mostLines} more: in the report, or with --verbose`] : []),
    ...(heard && record.outcome !== "interrupted" ? openLines(record, columns) : []),
    `target      ${safeText(target)}`,
    `requests    ${spent} of ${record.budget}; records made ${created}, deleted ${deleted}, left ${left.length}`,
  ];
};
