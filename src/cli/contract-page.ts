import type { FaultInfo } from "../contract/fault.ts";
import { clauses, type RuleInfo } from "../contract/rule.ts";

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** docs/contract.md: the contract as the rules have it, clause by clause. */
export const contractPage = (rules: readonly RuleInfo[], faults: readonly FaultInfo[]): string => {
  const provenBy = (rule: RuleInfo) => faults.filter(({ breaks }) => breaks === rule.id).map(({ id }) => `\`${id}\``);
  const sections = clauses.flatMap((clause) => {
    const own = rules.filter((rule) => rule.clause === clause);
    if (own.length === 0) return [];
    const rows = own.map((rule) => {
      const level = rule.level === "must" ? "" : " *(observed)*";
      return `| \`${rule.id}\` | ${cell(rule.sentence)}${level} | ${cell(rule.sources.join(", "))} | ${provenBy(rule).join(", ")} |`;
    });
    const title = clause.charAt(0).toUpperCase() + clause.slice(1);
    return [`## ${title}`, "", "| rule | sentence | sources | shown by the faults |", "|---|---|---|---|", ...rows, ""];
  });
  return [
    "<!-- Generated from the rules by `npm run generate`. Do not edit. -->",
    "# The contract, as the rules have it",
    "",
    `${rules.length} rules. A rule marked *observed* rests on weaker evidence: breaking it is reported as drift and fails a run only with`,
    "`--strict`. What the sources are is in [evidence.md](evidence.md).",
    "",
    ...sections,
  ].join("\n");
};
