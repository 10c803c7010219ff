import { safeText } from "../contract/safe-text.ts";
import type { SuiteRecord, SuiteResult } from "../evaluation/score/measure-suite.ts";
import { markdownTable } from "./score-markdown.ts";
import { percentText } from "./score-text.ts";
import { type Style, table } from "./terminal.ts";

/** Correct servers on which it failed. @internal */
export const falseAlarms = ({ correct, unscored }: SuiteRecord): readonly SuiteResult[] =>
  unscored === undefined ? correct.filter(({ outcome }) => outcome === "failed") : [];

const tailLines = (text: string | undefined, most: number): readonly string[] =>
  (text ?? "")
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .slice(-most)
    .map((line) => safeText(line));

const rowsOf = ({ rows }: SuiteRecord): readonly (readonly string[])[] => [
  ["class", "faults", "killed", ""],
  ...rows.map(({ name, faults, killed }) => [name, String(faults), String(killed), percentText(killed, faults)]),
];

const leftRows = ({ correct, faults }: SuiteRecord): readonly SuiteResult[] =>
  [...correct, ...faults].filter(({ left }) => left > 0);

const facts = (record: SuiteRecord): readonly string[] => {
  const { correct, faulty } = record.requests;
  const left = leftRows(record);
  const onCorrect = record.correct.filter((result) => result.left > 0);
  return [
    `requests a server (median): ${correct ?? "-"} on correct ones, ${faulty ?? "-"} on faulty ones`,
    left.length === 0
      ? "left nothing behind"
      : `left records behind on ${left.length} servers, ${onCorrect.length} of them correct; at most ${Math.max(...left.map((result) => result.left))}`,
    `false alarms: ${falseAlarms(record).length} of ${record.correct.length} correct servers`,
  ];
};

const names = (results: readonly SuiteResult[], outcome: SuiteResult["outcome"]) =>
  results.filter((result) => result.outcome === outcome);

const mostShown = 30;

/** A suite's score as lines for a terminal. */
export const suiteText = (record: SuiteRecord, style: Style): readonly string[] => {
  const lines = ["", style.strong(safeText(record.command))];
  if (record.unscored !== undefined) {
    const last = tailLines(record.correct[0]?.tail, 15);
    return [
      ...lines,
      `  ${style.bad("not scored")}: ${record.unscored}`,
      ...(last.length === 0 ? [] : ["  The end of what it wrote:", ...last.map((line) => `    ${line}`)]),
    ];
  }
  lines.push(...table(rowsOf(record)), "", ...facts(record).map((fact) => `  ${fact}`));
  if (record.withoutLimiter !== undefined)
    lines.push(`  not tried on faults of the rate limit, which count as not killed: ${record.withoutLimiter}`);
  const alarms = falseAlarms(record);
  if (alarms.length > 0) {
    lines.push("", style.strong("False alarms"));
    for (const { id, tail } of alarms) lines.push(`  ${id}`, ...tailLines(tail, 3).map((line) => `    ${line}`));
  }
  const late = [...names(record.correct, "timed out"), ...names(record.faults, "timed out")];
  if (late.length > 0)
    lines.push("", style.strong("Timed out: neither killed nor cleared"), ...table(late.map(({ id }) => [id])));
  const outlived = names(record.faults, "passed");
  if (outlived.length > 0)
    lines.push(
      "",
      style.strong("Passed by it unnoticed"),
      ...table(outlived.slice(0, mostShown).map(({ class: kind = "", id, sentence = "" }) => [kind, id, sentence])),
      ...(outlived.length > mostShown ? [`  and ${outlived.length - mostShown} more`] : []),
    );
  return [...lines, "", `  ${(record.tookMs / 1000).toFixed(0)} s`];
};

/** suite.md */
export const suiteMarkdown = (record: SuiteRecord): string => {
  const parts = [
    "# Score of a suite",
    `    ${record.command}`,
    `${record.startedAt}, budget ${record.budget}, ${Math.round(record.tookMs / 1000)} s.`,
  ];
  if (record.unscored !== undefined) {
    parts.push(`**Not scored:** ${record.unscored}`);
    const last = tailLines(record.correct[0]?.tail, 40);
    if (last.length > 0) parts.push(last.map((line) => `    ${line}`).join("\n"));
    return `${parts.join("\n\n")}\n`;
  }
  parts.push(
    markdownTable(rowsOf(record)),
    facts(record)
      .map((fact) => `- ${fact}`)
      .join("\n"),
  );
  if (record.withoutLimiter !== undefined)
    parts.push(`Not tried on faults of the rate limit: ${record.withoutLimiter}`);
  const resultRows = (results: readonly SuiteResult[]) =>
    markdownTable([
      ["server", "class", "outcome", "requests", "left behind", "s"],
      ...results.map(({ id, class: kind = "", outcome, requests, left, tookMs }) => [
        id,
        kind,
        outcome,
        String(requests),
        String(left),
        (tookMs / 1000).toFixed(1),
      ]),
    ]);
  parts.push("## Correct servers", resultRows(record.correct), "## Faulty servers", resultRows(record.faults));
  return `${parts.join("\n\n")}\n`;
};
