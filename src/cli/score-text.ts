import { safeText } from "../contract/safe-text.ts";
import type { MutantRecord, MutantScore } from "../evaluation/score/measure.ts";
import type { ScoreRecord, ScoreTarget } from "../evaluation/score/record.ts";
import type { FaultScore, ScoreRow } from "../evaluation/score/score.ts";
import { plural } from "../report/text.ts";
import { type Style, table } from "./terminal.ts";

export const percentText = (part: number, whole: number): string => {
  if (whole === 0) return "-";
  // Rounded down: 99.97 % is not 100 %.
  return `${(Math.floor((1000 * part) / whole) / 10).toFixed(1)} %`;
};

const shownRequests = (requests: number | undefined): string => (requests === undefined ? "-" : `${requests}`);

const scoreTable = (
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

const measuredText = ({ measured, unit }: ScoreTarget): string => {
  if (unit === "%") return `${(Math.floor(measured * 10) / 10).toFixed(1)} %`;
  return unit === "" ? String(measured) : plural(measured, "request");
};

const limitText = ({ limit, unit }: ScoreTarget): string => {
  if (unit === "%") return `at least ${limit} %`;
  return unit === "" ? String(limit) : `at most ${limit}`;
};

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

const isCounted = ({ equivalentBecause }: MutantScore) => equivalentBecause === undefined;

/** Counted mutants that at least one seed did not kill. */
const survivingMutants = ({ mutants }: MutantRecord): readonly MutantScore[] =>
  mutants.filter((mutant) => isCounted(mutant) && mutant.outlived.length > 0);

/** Mutants taken for correct servers on which a rule alarms: the rule is wrong, or the judgement is. */
const doubtful = ({ mutants }: MutantRecord) =>
  mutants.filter((mutant) => !isCounted(mutant) && mutant.rules.length > 0);

/** What a run found on a survivor: drift that does not fail it, or why it could not do its job. */
const remarkOn = ({ rules, reason }: MutantScore): string =>
  safeText(reason ?? (rules.length === 0 ? "" : `noticed by ${rules.map(([rule]) => rule).join(", ")}`));

const share = ({ outlived, seeds, gone }: MutantScore) =>
  `${outlived.length}/${seeds}${gone === true ? " (gone)" : ""}`;

/** The mutants' score as lines for a terminal. */
export const mutantText = (record: MutantRecord, style: Style): readonly string[] => {
  const { rows, budgets, mutants } = record;
  const equivalent = mutants.filter((mutant) => !isCounted(mutant));
  const survivors = survivingMutants(record);
  const odd = doubtful(record);
  return [
    "",
    style.strong(`Mutants killed, of (mutant, seed) pairs under ${record.seeds.length} seeds`),
    ...table(scoreTable(rows, budgets, ["file", "mutants"])),
    ...(survivors.length === 0
      ? []
      : [
          "",
          style.strong(`Outlived ${budgets.at(-1)} requests`),
          ...table(survivors.map((mutant) => [mutant.id, mutant.operator, share(mutant), remarkOn(mutant)])),
          `  ${survivors.filter(({ rules }) => rules.length > 0).length} of these ${survivors.length} are noticed as drift, which fails a run only with --strict`,
        ]),
    ...(odd.length === 0
      ? []
      : [
          "",
          style.strong("Taken for correct servers, yet a rule alarms"),
          ...table(odd.map(({ id, rules }) => [id, rules.map(([rule]) => rule).join(", ")])),
        ]),
    "",
    `  ${equivalent.length} of ${mutants.length} are not counted: what they change is left open by the facts (mutants.md says why of each)`,
    `  chosen by chance from ${record.frozen.generated}; ${record.frozen.tried.same} others that were tried contradict no fact in raw traffic`,
    `  ${(record.tookMs / 1000).toFixed(0)} s, ${record.processes} processes`,
  ];
};

/** mutants.md */
export const mutantMarkdown = (record: MutantRecord): string => {
  const { rows, budgets, mutants } = record;
  const equivalent = mutants.filter((mutant) => !isCounted(mutant));
  const survivors = survivingMutants(record);
  const parts = [
    "# Mutants of the simulator and of a second server",
    `${record.startedAt}. Small changes to the source of two servers, chosen by chance among those whose raw traffic contradicts a fact, before any rule had judged them.`,
    `## Killed, under ${record.seeds.length} seeds`,
    markdownTable(scoreTable(rows, budgets, ["file", "mutants"])),
    `## Outlived ${budgets.at(-1)} requests`,
    survivors.length === 0
      ? "None."
      : markdownTable([
          ["mutant", "", "seeds", ""],
          ...survivors.map((each) => [each.id, each.operator, share(each), remarkOn(each)]),
        ]),
    "## Not counted",
    markdownTable([["mutant", "because"], ...equivalent.map((each) => [each.id, each.equivalentBecause ?? ""])]),
    "## Every other mutant",
    markdownTable([
      ["mutant", "", ...budgets.map((budget) => `at ${budget}`), "requests", "noticed by (seeds)"],
      ...mutants
        .filter(isCounted)
        .map((each) => [
          each.id,
          each.operator,
          ...each.killed.map((count) => `${count}/${each.seeds}`),
          shownRequests(each.requests),
          each.rules.map(([rule, seeds]) => `${rule} ${seeds}`).join(", "),
        ]),
    ]),
  ];
  return `${parts.join("\n\n")}\n`;
};
