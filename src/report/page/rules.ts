import { clauses, type RuleInfo, type Verdict, type VerdictKind } from "../../contract/verdict.ts";
import { type Html, html } from "../html.ts";
import { count, plural } from "../numbers.ts";
import { driftedStatus, ruleStatus, type Status, verdictStatus } from "../status.ts";
import { badge, cited, type Section, table } from "./parts.ts";

const order: readonly VerdictKind[] = ["violated", "inconclusive", "not exercised", "holds"];

interface Row {
  readonly rule: RuleInfo;
  readonly verdict: Verdict;
  readonly status: Status;
}

/** One square a rule: the whole contract at a glance. */
const mosaic = (rows: readonly Row[]): Html =>
  html`<ul class="mosaic">${clauses
    .map((clause) => ({ clause, rows: rows.filter((row) => row.rule.clause === clause) }))
    .filter((group) => group.rows.length > 0)
    .map(
      (group) =>
        html`<li><span class="clause">${group.clause}</span><span class="squares">${group.rows.map(
          ({ rule, status }) =>
            html`<span class="square ${status.tone}" role="img" title="${rule.sentence}" aria-label="${status.word}: ${rule.sentence}">${status.sign}</span>`,
        )}</span></li>`,
    )}</ul>`;

const says = (rows: readonly Row[]): string => {
  const number = (kind: VerdictKind) => rows.filter((row) => row.verdict.kind === kind).length;
  const rest = order
    .filter((kind) => kind !== "holds" && number(kind) > 0)
    .map((kind) => `${count(number(kind))} ${number(kind) === 1 ? "is" : "are"} ${kind}`);
  const drifted = rows.filter(({ status }) => status === driftedStatus).length;
  if (drifted > 0) rest.push(`of the violated ${count(drifted)} only drifted: observed, not promised`);
  return `${count(number("holds"))} of ${plural(rows.length, "rule")} hold${rest.length === 0 ? "" : `; ${rest.join(", ")}`}.`;
};

const loadCell = (verdict: Verdict | undefined): Html | string => {
  if (verdict === undefined || verdict.kind === "not exercised") return "–";
  const { tone, sign, word } = verdictStatus[verdict.kind];
  return html`<span class="${tone}"><span aria-hidden="true">${sign}</span><span class="unseen">${word}</span></span> ${count(verdict.exercised)}`;
};

const ruleTable = (caption: string, rows: readonly Row[], underLoad: ReadonlyMap<string, Verdict>): Html =>
  table(
    caption,
    [
      { head: "Rule", cell: ({ rule }: Row) => html`${rule.sentence}<br><code class="dim">${rule.id}</code>` },
      { head: "Verdict", cell: ({ status }) => badge(status) },
      { head: "Exercised", figure: true, cell: ({ verdict }) => count(verdict.exercised) },
      {
        head: "Broken",
        figure: true,
        cell: ({ verdict }) => (verdict.violations === 0 ? "–" : count(verdict.violations)),
      },
      ...(underLoad.size === 0
        ? []
        : [{ head: "Under load", figure: true as const, cell: ({ rule }: Row) => loadCell(underLoad.get(rule.id)) }]),
      {
        head: "Source",
        cell: ({ rule, verdict }) =>
          html`${cited(rule.sources)}${verdict.reason !== undefined && html`<br><span class="dim">${verdict.reason}</span>`}`,
      },
    ],
    rows,
    { stacked: true },
  );

/** All rules by clause, with their verdict and how often each could judge. */
export const rules: Section = {
  id: "rules",
  title: "Rules",
  render: ({ run }) => {
    const { contract, load } = run;
    if (contract === undefined) return undefined;
    const byRule = new Map(contract.verdicts.map((verdict) => [verdict.rule, verdict]));
    const rows = contract.rules.flatMap((rule): Row[] => {
      const verdict = byRule.get(rule.id);
      return verdict === undefined ? [] : [{ rule, verdict, status: ruleStatus(verdict.kind, rule.level, run) }];
    });
    const ordered = rows.toSorted((a, b) => order.indexOf(a.verdict.kind) - order.indexOf(b.verdict.kind));
    const notable = ordered.filter((row) => row.verdict.kind !== "holds");
    const underLoad = new Map(load?.verdicts.map((verdict) => [verdict.rule, verdict]));
    return html`<p>${says(rows)}</p>${mosaic(rows)}${notable.length > 0 && ruleTable("Rules that do not simply hold", notable, underLoad)}<details><summary>All ${rows.length} rules</summary>${ruleTable(
      "All rules",
      rows,
      underLoad,
    )}</details>`;
  },
};
