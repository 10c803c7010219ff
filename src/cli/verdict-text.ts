import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { ContractRecord, Finding } from "../contract/run.ts";
import { safeText } from "../contract/safe-text.ts";
import type { Verdict } from "../contract/verdict.ts";
import { decidingLine, seenOf } from "../report/status.ts";
import { plural } from "../report/text.ts";
import { curlLines, requestsOf } from "./contract-text.ts";
import { type Style, wrap } from "./terminal.ts";

/** What the first screen of a run is made for. */
export interface VerdictScreen {
  readonly style: Style;
  /** Characters a line may have; replay commands and paths are never cut. */
  readonly columns: number;
  /** Rows there are for the verdict; without end where it is no terminal. */
  readonly rows: number;
}

/** Findings shown with their evidence where there is room without end; the others have a line each. */
const mostWhole = 3;
const mostLines = 6;
const mostSteps = 3;

/** Plain text on one row; what has colours is left as it is where it fits. */
export const cut = (text: string, most: number): string => {
  const plain = stripVTControlCharacters(text);
  return plain.length <= most ? text : `${plain.slice(0, Math.max(1, most - 1))}…`;
};

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

/** A line of a sequence in so many characters: of what was sent and of what came, the beginning. */
const exchangeIn = (text: string, most: number): string => {
  const [sent = "", ...rest] = text.split(" → ");
  const came = rest.join(" → ");
  const room = Math.max(8, most - 3 - Math.min(came.length, Math.max(most - 3 - sent.length, Math.floor(most / 3))));
  return text.length <= most || came === "" ? text : `${cut(sent, room)} → ${came}`;
};

/** A finding with all that fits a line each. */
const whole = (finding: Finding, record: ContractRecord, { style, columns }: VerdictScreen): readonly string[] => {
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
    ...steps.map((step, at) =>
      cut(`  ${(at === 0 ? "requests" : "").padEnd(10)}${exchangeIn(step, columns - 12)}`, columns),
    ),
    ...(finding.shrinkingCut === true ? ["            the budget ended before fewer could be tried"] : []),
    // What is to be pasted is never cut.
    ...curlLines(finding),
  ];
};

/** A finding in a line; with its evidence in four. */
const brief = (
  { rule, expected, received, sequence }: Finding,
  { style, columns }: VerdictScreen,
  evidence: boolean,
): readonly string[] => {
  const line = (label: string, text: string) => cut(`  ${label.padEnd(10)}${safeText(text)}`, columns);
  const bad = rule.level === "must";
  const head = cut(`${bad ? "✗" : "! drift:"} ${rule.id}: ${rule.sentence}`, columns);
  const at = decidingLine({ received, sequence });
  const decisive = sequence[at];
  const before = at > 0 ? `(${at} before) ` : "";
  return [
    bad ? style.bad(head) : style.doubt(head),
    ...(evidence
      ? [
          line("expected", expected),
          line("received", received),
          ...(decisive === undefined
            ? []
            : [line("request", `${before}${exchangeIn(decisive, columns - 12 - before.length)}`)]),
        ]
      : []),
  ];
};

/**
 * What sends the findings again: the one, or all of the run.
 * @param folder of the run
 * @param wrong flags that make the simulator what it was
 */
export const replayLine = ({ findings }: ContractRecord, folder: string, wrong: string): readonly string[] => {
  const [first, second] = findings.flatMap(({ replayFile }) => replayFile ?? []);
  if (first === undefined) return [];
  return [`replay      npm run contract -- --replay ${second === undefined ? join(folder, first) : folder}${wrong}`];
};

/** Rows of a terminal that lines take. */
export const rowsOf = (lines: readonly string[], columns: number): number =>
  lines.reduce((sum, text) => sum + wrap(text, columns).reduce((rows, line) => rows + rowsWithin(line, columns), 0), 0);

/** The terminal itself breaks what must not be broken by us. */
const rowsWithin = (line: string, columns: number): number =>
  Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns));

/** The findings as fully as the rows allow: whole; else some with evidence, the others in a line each, the rest counted. */
const findingLines = (
  findings: readonly Finding[],
  record: ContractRecord,
  screen: VerdictScreen,
  rows: number,
): readonly string[] => {
  const rest = (left: number) => (left > 0 ? [`  and ${left} more: in the report, or with --verbose`] : []);
  const layout = (full: number, lines: number, make: (finding: Finding) => readonly string[]) => [
    ...findings.slice(0, full).flatMap(make),
    ...findings.slice(full, full + lines).flatMap((finding) => brief(finding, screen, false)),
    ...rest(findings.length - full - lines),
  ];
  const most = Math.min(mostWhole, findings.length);
  const layouts = [
    () => layout(most, mostLines, (finding) => [...whole(finding, record, screen), ""]),
    ...Array.from(
      { length: most },
      (_, at) => () => layout(most - at, mostLines, (finding) => brief(finding, screen, true)),
    ),
    ...Array.from({ length: mostLines }, (_, at) => () => layout(0, mostLines - at, () => [])),
  ];
  for (const make of layouts) {
    const lines = make();
    if (rowsOf(lines, screen.columns) <= rows) return lines;
  }
  return rest(findings.length);
};

/** Why rules were not judged, as a cause shared by many. */
const causeOf = ({ kind, reason = "" }: Verdict): string => {
  if (/more than the budget leaves|the run ended before its turn/.test(reason)) return "the budget was too small";
  if (kind === "inconclusive") return "inconclusive";
  if (/came up in \d+ requests$/.test(reason)) return "their situation did not arise";
  return safeText(reason.replace(/^[\w-]+ did not run: /, ""));
};

/** Lines for what was not judged. */
const mostCauses = 2;

/** What was not judged, in a line a cause, the most frequent first. */
const openLines = ({ verdicts, properties }: ContractRecord, columns: number): readonly string[] => {
  const causes = new Map<string, string[]>();
  for (const verdict of verdicts.filter(isOpen)) {
    const cause = causeOf(verdict);
    causes.set(cause, [...(causes.get(cause) ?? []), verdict.rule]);
  }
  const skipped = properties.filter(({ cases }) => cases === 0).length;
  const lines = [...causes]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([cause, rules]) => `${plural(rules.length, "rule")}, ${cause}: ${rules.join(", ")}`);
  if (skipped > 0)
    lines.splice(1, 0, `${plural(skipped, "property", "properties")} of ${properties.length} did not run`);
  return lines
    .slice(0, mostCauses)
    .map((text, at) => cut(`${(at === 0 ? "not judged" : "").padEnd(12)}${text}`, columns));
};

/**
 * The last screen of a run, most important first: the verdict, what broke, what was not judged. With the lines that follow
 * it fits 24 rows of 80 columns; the account of every request is in the report.
 */
export const verdictLines = (record: ContractRecord, screen: VerdictScreen): readonly string[] => {
  const { style, columns, rows } = screen;
  const hasEvidence = record.outcome !== "unable" || record.findings.length > 0;
  const findings = [...record.findings].sort(
    (a, b) => Number(a.rule.level === "observed") - Number(b.rule.level === "observed"),
  );
  const head = verdictOf(record, style);
  const tail = [
    ...(hasEvidence && record.outcome !== "interrupted" ? openLines(record, columns) : []),
    `requests    ${requestsOf(record)}; records ${record.records.created}, left ${record.records.left.length}`,
  ];
  const room = rows - rowsOf([head, "", ...tail], columns);
  return [head, ...(hasEvidence ? ["", ...findingLines(findings, record, screen, room)] : []), ...tail];
};
