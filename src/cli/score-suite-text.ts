import { faultClasses } from "../contract/fault.ts";
import { plural, safeText } from "../contract/safe-text.ts";
import { assertions } from "../evaluation/score/assertions/by-rule.ts";
import type { LeftOutTest, SuiteRecord, SuiteResult } from "../evaluation/score/record.ts";
import { shareInterval } from "../evaluation/score/sample.ts";
import { markdownTable, percentText } from "./score-text.ts";
import { type Style, table } from "./terminal.ts";

/** Correct servers on which it failed. */
export const falseAlarms = ({ correct, unscored }: SuiteRecord): readonly SuiteResult[] =>
  unscored === undefined ? correct.filter(({ outcome }) => outcome === "failed") : [];

const tailLines = (text: string | undefined, most: number): readonly string[] =>
  (text ?? "")
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .slice(-most)
    .map((line) => safeText(line));

const rowsOf = ({ rows }: SuiteRecord): readonly (readonly string[])[] => [
  ["class", "faults", "noticed", ""],
  ...rows.map(({ name, faults, killed }) => [name, String(faults), String(killed), percentText(killed, faults)]),
];

const leftRows = ({ correct, faults }: SuiteRecord): readonly SuiteResult[] =>
  [...correct, ...faults].filter(({ left }) => left > 0);

/** What the score is a score of: which tests, which faults, and where it ended early. */
export const scopeLines = (record: SuiteRecord): readonly string[] => {
  const { tests, sample, stopped, rows } = record;
  const { faults = 0, killed = 0, notReached = 0 } = rows.at(-1) ?? {};
  const lines: string[] = [];
  if (tests === undefined) lines.push("by exit code: without its results, no test can be named or left out");
  else {
    const flaky = tests.leftOut.filter(({ why }) => why === "flaky").length;
    const parts = [
      `${plural(tests.scored.length, "test")} of its ${tests.format} scored`,
      `${tests.leftOut.length - flaky} left out that fail on a correct server`,
      `${flaky} left out that are flaky`,
      ...(tests.skipped > 0 ? [`${tests.skipped} skipped`] : []),
    ];
    lines.push(parts.join(", "));
  }
  const of = sample?.of ?? faults + notReached;
  if (sample !== undefined) lines.push(`a sample of ${sample.faults} of ${sample.of} faults, seed ${sample.seed}`);
  if (stopped !== undefined) lines.push(`${stopped}: ${faults} of ${faults + notReached} faults were tried`);
  if (faults > 0 && faults < of) {
    const [low, high] = shareInterval(killed, faults, of);
    lines.push(
      `of all ${of} faults it would notice ${Math.floor(100 * low)} to ${Math.ceil(100 * high)} %, with 95 % confidence`,
    );
  }
  return lines;
};

/** What it cost and how it behaved. */
export const costLines = (record: SuiteRecord): readonly string[] => {
  const { correct, faulty } = record.requests;
  const left = leftRows(record);
  const onCorrect = record.correct.filter((result) => result.left > 0);
  return [
    `requests a server (median): ${correct ?? "-"} on correct ones, ${faulty ?? "-"} on faulty ones`,
    left.length === 0
      ? "left nothing behind"
      : `left records behind on ${plural(left.length, "server")}, ${onCorrect.length} of them correct; at most ${Math.max(...left.map((result) => result.left))}`,
    `false alarms: ${falseAlarms(record).length} of ${record.correct.length} correct servers`,
  ];
};

/** Whether the percentage that was demanded is reached. */
export const targetLine = ({ target, rows }: SuiteRecord): string | undefined => {
  const { killed = 0, faults = 0 } = rows.at(-1) ?? {};
  if (target === undefined) return undefined;
  return `at least ${target.percent} % demanded: ${target.holds ? "reached" : "missed"} with ${percentText(killed, faults)}`;
};

export const leftOutWhy = ({ why, on }: LeftOutTest): string =>
  (why === "flaky" ? "passes once and not again" : "fails") + (on === undefined ? "" : ` on the ${on} server`);

export const withOutcome = (results: readonly SuiteResult[], outcome: SuiteResult["outcome"]) =>
  results.filter((result) => result.outcome === outcome);

/** Faults that it was tried on and did not notice, by class. */
export const survivorsOf = ({ faults }: SuiteRecord): readonly SuiteResult[] => {
  const passed = withOutcome(faults, "passed");
  return faultClasses.flatMap((kind) => passed.filter((result) => result.class === kind));
};

/** By what it was noticed. */
export const noticedBy = ({ failedTests = [], note }: SuiteResult): readonly string[] =>
  failedTests.length > 0 ? failedTests.map(({ name }) => name) : [note ?? "its exit code"];

const mostShown = 30;
const mostTests = 15;

const more = (count: number, shown: number): readonly string[] =>
  count > shown ? [`  and ${count - shown} more`] : [];

const unscoredText = (record: SuiteRecord, style: Style): readonly string[] => {
  const last = tailLines(record.correct[0]?.tail, 15);
  return [
    `  ${style.bad("not scored")}: ${safeText(record.unscored ?? "")}`,
    ...(last.length === 0 ? [] : ["  The end of what it wrote:", ...last.map((line) => `    ${line}`)]),
  ];
};

/** A suite's score as lines for a terminal. */
export const suiteText = (record: SuiteRecord, style: Style): readonly string[] => {
  const lines = ["", style.strong(safeText(record.command))];
  if (record.unscored !== undefined) return [...lines, ...unscoredText(record, style)];
  lines.push(...table(rowsOf(record)), "", ...[...scopeLines(record), ...costLines(record)].map((fact) => `  ${fact}`));
  if (record.withoutLimiter !== undefined)
    lines.push(
      `  not tried on faults of the rate limit, which count as not noticed: ${safeText(record.withoutLimiter)}`,
    );
  const target = targetLine(record);
  if (target !== undefined) lines.push(`  ${record.target?.holds === true ? style.good(target) : style.bad(target)}`);
  const leftOut = record.tests?.leftOut ?? [];
  if (leftOut.length > 0)
    lines.push(
      "",
      style.strong("Left out"),
      ...table(leftOut.slice(0, mostTests).map((test) => [safeText(test.name), leftOutWhy(test)])),
      ...more(leftOut.length, mostTests),
    );
  const alarms = falseAlarms(record);
  if (alarms.length > 0) {
    lines.push("", style.strong("False alarms"));
    for (const { id, tail, failedTests = [] } of alarms) {
      const said =
        failedTests.length > 0 ? failedTests.slice(0, 3).map(({ name }) => safeText(name)) : tailLines(tail, 3);
      lines.push(`  ${id}`, ...said.map((line) => `    ${line}`));
    }
  }
  const late = [...withOutcome(record.correct, "timed out"), ...withOutcome(record.faults, "timed out")];
  if (late.length > 0)
    lines.push("", style.strong("Timed out: neither noticed nor passed by"), ...table(late.map(({ id }) => [id])));
  const outlived = survivorsOf(record);
  if (outlived.length > 0)
    lines.push(
      "",
      style.strong("Passed by it unnoticed; the page has the assertion for each"),
      ...table(outlived.slice(0, mostShown).map(({ class: kind = "", id, sentence = "" }) => [kind, id, sentence])),
      ...more(outlived.length, mostShown),
    );
  return [...lines, "", `  ${(record.tookMs / 1000).toFixed(0)} s`];
};

const resultRows = (results: readonly SuiteResult[]) =>
  markdownTable([
    ["server", "class", "outcome", "requests", "left behind", "s", "noticed by"],
    ...results.map((result) => [
      result.id,
      result.class ?? "",
      result.outcome,
      String(result.requests),
      String(result.left),
      (result.tookMs / 1000).toFixed(1),
      result.outcome === "failed" ? noticedBy(result).slice(0, 3).join(", ") : "",
    ]),
  ]);

/** suite.md */
export const suiteMarkdown = (record: SuiteRecord): string => {
  const parts = [
    "# Score of a suite",
    `    ${safeText(record.command)}`,
    `${record.startedAt}, budget ${record.budget}, ${Math.round(record.tookMs / 1000)} s.`,
  ];
  if (record.unscored !== undefined) {
    parts.push(`**Not scored:** ${safeText(record.unscored)}`);
    const last = tailLines(record.correct[0]?.tail, 40);
    if (last.length > 0) parts.push(last.map((line) => `    ${line}`).join("\n"));
    return `${parts.join("\n\n")}\n`;
  }
  const target = targetLine(record);
  const facts = [...scopeLines(record), ...costLines(record), ...(target === undefined ? [] : [target])];
  parts.push(markdownTable(rowsOf(record)), facts.map((fact) => `- ${fact}`).join("\n"));
  if (record.withoutLimiter !== undefined)
    parts.push(`Not tried on faults of the rate limit: ${safeText(record.withoutLimiter)}`);
  const leftOut = record.tests?.leftOut ?? [];
  if (leftOut.length > 0)
    parts.push(
      "## Left out",
      markdownTable([
        ["test", "why", "message"],
        ...leftOut.map((test) => [test.name, leftOutWhy(test), test.message ?? ""]),
      ]),
    );
  const outlived = survivorsOf(record);
  if (outlived.length > 0)
    parts.push(
      "## Passed by it unnoticed",
      markdownTable([
        ["fault", "what it does", "request that shows it"],
        ...outlived.map(({ id, sentence = "", breaks = "" }) => [id, sentence, assertions[breaks]?.request ?? ""]),
      ]),
    );
  parts.push("## Correct servers", resultRows(record.correct), "## Faulty servers", resultRows(record.faults));
  return `${parts.join("\n\n")}\n`;
};
