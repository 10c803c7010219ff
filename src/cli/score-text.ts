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

export const measuredText = ({ measured, unit }: ScoreTarget): string =>
  unit === "%" ? `${(Math.floor(measured * 10) / 10).toFixed(1)} %` : String(measured);

export const limitText = ({ limit, unit }: ScoreTarget): string =>
  unit === "%" ? `at least ${limit} %` : String(limit);

export const survivorsOf = (faults: readonly FaultScore[]): readonly FaultScore[] =>
  faults.filter(({ outlived }) => outlived.length > 0);

/** What outlived its runs, and what only other rules noticed: one line each. */
export const survivorRows = (scores: readonly FaultScore[]): readonly (readonly string[])[] =>
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
