import type { FaultInfo } from "../contract/fault.ts";
import { clauses, type RuleInfo } from "../contract/rule.ts";
import type { Fact } from "./facts-page.ts";

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** Entries that a rule has to judge, or a reason to stand beside. @internal */
export const calledFor = ({ confidence }: Fact) =>
  confidence === "promised" || confidence === "high" || confidence === "medium";

/** The rules that cite an entry. @internal */
export const judges = (fact: Fact, rules: readonly RuleInfo[]) =>
  rules.filter(({ sources }) => sources.some((source) => source === fact.key)).map(({ id }) => id);

const factTable = (facts: readonly Fact[], rules: readonly RuleInfo[]): readonly string[] => [
  "## Facts, and the rules that judge them",
  "",
  "Every promise of the guide, and every fact of high or medium confidence. A fact of high confidence makes a rule a *must*, one of",
  "medium confidence an *observed* one. Each request is judged by all rules, whichever property sent it.",
  "",
  "| entry | sure | what it says | judged by | not judged |",
  "|---|---|---|---|---|",
  ...facts.filter(calledFor).map((fact) => {
    const by = judges(fact, rules).map((id) => `\`${id}\``);
    // Links of facts.md are relative to docs/, as this page is.
    return `| [${fact.key}](facts.md#${fact.anchor}) | ${fact.confidence} | ${cell(fact.sentence)} | ${by.join(", ")} | ${cell(fact.notJudged ?? "")} |`;
  }),
  "",
];

const sourceLinks = (rule: RuleInfo, facts: readonly Fact[]): string =>
  rule.sources
    .map((source) => {
      const fact = facts.find(({ key }) => key === source);
      return fact === undefined ? source : `[${source}](facts.md#${fact.anchor})`;
    })
    .join(", ");

/** docs/contract.md: the contract as the rules have it, clause by clause. */
export const contractPage = (
  rules: readonly RuleInfo[],
  faults: readonly FaultInfo[],
  facts: readonly Fact[],
): string => {
  const provenBy = (rule: RuleInfo) => faults.filter(({ breaks }) => breaks === rule.id).map(({ id }) => `\`${id}\``);
  const sections = clauses.flatMap((clause) => {
    const own = rules.filter((rule) => rule.clause === clause);
    if (own.length === 0) return [];
    const rows = own.map((rule) => {
      const level = rule.level === "must" ? "" : " *(observed)*";
      return `| \`${rule.id}\` | ${cell(rule.sentence)}${level} | ${cell(sourceLinks(rule, facts))} | ${provenBy(rule).join(", ")} |`;
    });
    const title = clause.charAt(0).toUpperCase() + clause.slice(1);
    return [`## ${title}`, "", "| rule | sentence | sources | shown by the faults |", "|---|---|---|---|", ...rows, ""];
  });
  return [
    "<!-- Generated from the rules by `npm run generate`. Do not edit. -->",
    "# The contract, as the rules have it",
    "",
    `${rules.length} rules. A rule marked *observed* rests on weaker evidence: breaking it is reported as drift and fails a run only with`,
    "`--strict`. What is known of the service, and how surely, is in [facts.md](facts.md); which rules judge it stands",
    "[at the end](#facts-and-the-rules-that-judge-them).",
    "",
    ...sections,
    ...factTable(facts, rules),
  ].join("\n");
};
