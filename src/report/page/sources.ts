import { factsAmong, type Verdict, type VerdictKind } from "../../contract/verdict.ts";
import { html } from "../html.ts";
import { count, plural } from "../numbers.ts";
import { verdictStatus } from "../status.ts";
import { badge, factId, type Section, table } from "./parts.ts";

interface Row {
  readonly source: string;
  readonly text: string;
  /** Of the rules that cite it; empty where the run has no verdict of one. */
  readonly verdicts: readonly Verdict[];
}

/** The verdict on a fact is the first of these that one of its rules has. */
const order: readonly VerdictKind[] = ["violated", "inconclusive", "holds", "not exercised"];
const kindOf = ({ verdicts }: Row): VerdictKind | undefined =>
  order.find((kind) => verdicts.some((verdict) => verdict.kind === kind));

/** "2 hold, 1 is not exercised". */
const countsOf = (kinds: readonly (VerdictKind | undefined)[]): string =>
  order
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
      ([source, text]): Row => ({
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
        { head: "Entry", cell: ({ source }: Row) => html`<span id="${factId(source)}">${source}</span>` },
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
