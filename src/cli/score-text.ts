import { safeText } from "../contract/safe-text.ts";
import type { ScoreRecord, ScoreTarget } from "../evaluation/score/record.ts";
import type { FaultScore, ScoreRow } from "../evaluation/score/score.ts";
import { type Style, table } from "./terminal.ts";

export const percentText = (part: number, whole: number): string => {
  if (whole === 0) return "-";
  // Rounded down: 99.97 % is not 100 %.
  return `${(Math.floor((1000 * part) / whole) / 10).toFixed(1)} %`;
};

export const shownRequests = (requests: number | undefined): string => (requests === undefined ? "-" : `${requests}`);

export const scoreTable = (
  rows: readonly ScoreRow[],
  budgets: readonly number[],
  [group, things]: readonly [string, string] = ["class", "faults"],
): readonly (readonly string[])[] => [
  [group, things, ...budgets.map((budget) => `at ${budget}`), "requests to first kill"],
  ...rows.map(({ name, faults, pairs, killed, requests }) => [
    name,
    String(faults),
    ...killed.map((count) => percentText(count, pairs)),
    shownRequests(requests),
  ]),
];

const measuredText = ({ measured, unit }: ScoreTarget): string =>
  unit === "%" ? `${(Math.floor(measured * 10) / 10).toFixed(1)} %` : String(measured);

const limitText = ({ limit, unit }: ScoreTarget): string => (unit === "%" ? `at least ${limit} %` : String(limit));

export const survivorsOf = (faults: readonly FaultScore[]): readonly FaultScore[] =>
  faults.filter(({ outlived }) => outlived.length > 0);

/** What outlived its runs, and what only other rules noticed: one line each. */
const survivorRows = (scores: readonly FaultScore[]): readonly (readonly string[])[] =>
  survivorsOf(scores).map(({ class: kind, id, breaks, seeds, outlived, sentence, reason }) => [
    `${kind}  ${id}`,
    `${outlived.length}/${seeds}`,
    breaks,
    sentence + (reason === undefined ? "" : ` [${safeText(reason)}]`),
  ]);

const most = 3;

/** The matrix as lines for a terminal. */
export const textOf = (record: ScoreRecord, style: Style): readonly string[] => {
  const { rows, budgets, faults, benign, targets } = record;
  const lines: string[] = [];
  const section = (title: string, body: readonly string[]) => {
    if (body.length > 0) lines.push("", style.strong(title), ...body);
  };
  if (rows.length > 0)
    section(`Killed, of (fault, seed) pairs under ${record.seeds.length} seeds`, table(scoreTable(rows, budgets)));
  const survivors = survivorRows(faults);
  if (survivors.length > 0)
    section(`Outlived ${budgets.at(-1)} requests`, table([["fault", "seeds", "breaks", ""], ...survivors]));
  const unnamed = faults.filter(({ named, outlived, seeds }) => !named && outlived.length < seeds);
  section(
    "Killed, but never by the rule they break",
    table(unnamed.map(({ id, breaks, rules }) => [id, breaks, `noticed by ${rules.map(([rule]) => rule).join(", ")}`])),
  );
  for (const [title, key] of [
    ["False alarms", "alarms"],
    ["Could not be judged", "unable"],
    ["Drift on correct servers (does not fail a run without --strict)", "drift"],
  ] as const)
    section(
      title,
      benign.flatMap(({ id, seeds, [key]: lines }) =>
        lines.length === 0
          ? []
          : [
              `  ${id}: ${lines.length} in ${seeds} runs`,
              ...lines.slice(0, most).map((line) => `    ${safeText(line)}`),
            ],
      ),
    );
  section("Rules that no fault earns", table(record.rulesWithoutFault.map((rule) => [rule])));
  section(
    "Must reach",
    table(
      targets.map((target) => [
        target.holds ? style.good("ok") : style.bad("missed"),
        target.sentence,
        measuredText(target),
        limitText(target),
      ]),
    ),
  );
  lines.push(
    "",
    `  ${record.requests.toLocaleString("en-GB")} requests in ${(record.tookMs / 1000).toFixed(0)} s, ${record.processes} processes`,
  );
  return lines;
};

const cell = (text: string) => safeText(text).replaceAll("|", "\\|").replaceAll("<", "&lt;");

export const markdownTable = ([head = [], ...rows]: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");

const list = (items: readonly string[]) => items.map((item) => `- ${cell(item)}`).join("\n");

/** score.md: the matrix, every fault, every correct server. */
export const markdownOf = (record: ScoreRecord): string => {
  const { rows, budgets, faults, benign, targets } = record;
  const parts: (string | undefined)[] = [
    "# Score of the contract suite",
    `${record.startedAt}, ${record.requests.toLocaleString("en-GB")} requests in ${Math.round(record.tookMs / 1000)} s.\nA score counts (fault, seed) pairs; a run of a faulty server ends at its first kill; faults of the rate limit run at a limit of 10.`,
    rows.length === 0 ? undefined : `## Killed, under ${record.seeds.length} seeds`,
    rows.length === 0 ? undefined : markdownTable(scoreTable(rows, budgets)),
    "## Must reach",
    markdownTable([
      ["", "measured", "needed", ""],
      ...targets.map((target) => [
        target.sentence,
        measuredText(target),
        limitText(target),
        target.holds ? "ok" : "**missed**",
      ]),
    ]),
  ];
  const survivors = survivorRows(faults);
  if (survivors.length > 0)
    parts.push(
      `## Outlived ${budgets.at(-1)} requests`,
      markdownTable([["fault", "seeds", "breaks", ""], ...survivors]),
    );
  const alarms = benign.flatMap(({ id, alarms, unable }) => [...alarms, ...unable].map((line) => `${id}, ${line}`));
  if (benign.length > 0)
    parts.push(
      "## False alarms",
      alarms.length === 0
        ? `None in ${benign.reduce((sum, { seeds }) => sum + seeds, 0)} runs against ${benign.length} correct servers.`
        : list(alarms),
    );
  const drift = benign.flatMap(({ id, drift }) => drift.map((line) => `${id}, ${line}`));
  if (drift.length > 0) parts.push("## Drift on correct servers", list(drift));
  if (record.rulesWithoutFault.length > 0) parts.push("## Rules that no fault earns", list(record.rulesWithoutFault));
  if (faults.length > 0)
    parts.push(
      "## Every fault",
      markdownTable([
        ["fault", "class", "breaks", ...budgets.map((budget) => `at ${budget}`), "requests", "noticed by (seeds)"],
        ...faults.map((fault) => [
          fault.id + (fault.oneIn === undefined ? "" : ` (1 in ${fault.oneIn})`),
          fault.class,
          fault.breaks + (fault.named ? "" : " (did not notice)"),
          ...fault.killed.map((count) => `${count}/${fault.seeds}`),
          shownRequests(fault.requests),
          fault.rules.map(([rule, seeds]) => `${rule} ${seeds}`).join(", "),
        ]),
      ]),
    );
  return `${parts.filter((part) => part !== undefined).join("\n\n")}\n`;
};
