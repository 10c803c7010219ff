import { safeText } from "../contract/safe-text.ts";
import type { ScoreRecord } from "../evaluation/score/record.ts";
import { limitText, measuredText, scoreTable, shownRequests, survivorRows } from "./score-text.ts";

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
