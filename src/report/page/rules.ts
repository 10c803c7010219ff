import { clauses, factsAmong, type RuleInfo, type Verdict, type VerdictKind } from "../../contract/verdict.ts";
import { type Html, html } from "../html.ts";
import { driftedStatus, ruleStatus, type Status, verdictStatus } from "../status.ts";
import { count, plural } from "../text.ts";
import { badge, cited, factId, type Section, table } from "./parts.ts";

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
    // Where nothing could be judged, each row would say so again.
    const idle = rows.every((row) => row.verdict.kind === "not exercised");
    const notable = idle ? [] : ordered.filter((row) => row.verdict.kind !== "holds");
    const underLoad = new Map(load?.verdicts.map((verdict) => [verdict.rule, verdict]));
    return html`<p>${says(rows)}</p>${mosaic(rows)}${notable.length > 0 && ruleTable("Rules that do not simply hold", notable, underLoad)}<details><summary>All ${rows.length} rules</summary>${ruleTable(
      "All rules",
      rows,
      underLoad,
    )}</details>`;
  },
};

interface FactRow {
  readonly source: string;
  readonly text: string;
  /** Of the rules that cite it; empty where the run has no verdict of one. */
  readonly verdicts: readonly Verdict[];
}

/** The verdict on a fact is the first of these that one of its rules has. */
const worstFirst: readonly VerdictKind[] = ["violated", "inconclusive", "holds", "not exercised"];
const kindOf = ({ verdicts }: FactRow): VerdictKind | undefined =>
  worstFirst.find((kind) => verdicts.some((verdict) => verdict.kind === kind));

/** "2 hold, 1 is not exercised". */
const countsOf = (kinds: readonly (VerdictKind | undefined)[]): string =>
  worstFirst
    .map((kind) => ({ kind, times: kinds.filter((each) => each === kind).length }))
    .filter(({ times }) => times > 0)
    .map(({ kind, times }) => {
      if (kind === "holds") return `${count(times)} ${times === 1 ? "holds" : "hold"}`;
      return `${count(times)} ${times === 1 ? "is" : "are"} ${kind}`;
    })
    .join(", ");

/** The cited entries of docs/facts.md, which a reader far from the repository lacks, with the verdicts of their rules. */
export const sources: Section = {
  id: "sources",
  title: "Facts",
  render: ({ run }) => {
    const rules = [...(run.contract?.rules ?? []), ...(run.load?.findings ?? []).map(({ rule }) => rule)];
    const verdicts = new Map(run.contract?.verdicts.map((verdict) => [verdict.rule, verdict]));
    const rows = factsAmong(rules.flatMap((rule) => rule.sources)).map(
      ([source, text]): FactRow => ({
        source,
        text,
        verdicts: (run.contract?.rules ?? [])
          .filter((rule) => rule.sources.some((cited) => cited === source))
          .flatMap(({ id }) => verdicts.get(id) ?? []),
      }),
    );
    if (rows.length === 0) return undefined;
    const judged = rows.filter((row) => row.verdicts.length > 0);
    return html`<p>The rules rest on the promises of the service's guide and on observations of it, each with its confidence and date.${
      judged.length > 0 &&
      ` Of ${plural(judged.length, "fact")} with a rule, ${countsOf(judged.map(kindOf))}: a fact has the worst verdict of its rules, and holds where one of them holds and the others were not exercised.`
    }</p>${table(
      "Facts, with the verdicts of the rules that judge them",
      [
        { head: "Entry", cell: ({ source }: FactRow) => html`<span id="${factId(source)}">${source}</span>` },
        { head: "Fact", cell: ({ text }) => text },
        { head: "Rules", cell: ({ verdicts }) => countsOf(verdicts.map(({ kind }) => kind)) },
        {
          head: "Verdict",
          cell: (row) => {
            const kind = kindOf(row);
            return kind === undefined ? "–" : badge(verdictStatus[kind]);
          },
        },
      ],
      rows,
    )}`;
  },
};
