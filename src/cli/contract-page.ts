import type { FaultInfo } from "../contract/fault.ts";
import { clauses, type RuleInfo } from "../contract/verdict.ts";
import type { Fact } from "./facts-page.ts";

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** Entries that a rule has to judge, or a reason to stand beside. @internal */
export const calledFor = ({ confidence }: Fact) =>
  confidence === "promised" || confidence === "high" || confidence === "medium";

/** What the properties were seen to exercise. */
interface Exercise {
  /** Ids of the properties that exercise a rule, by the rule's id. */
  readonly byRule: ReadonlyMap<string, readonly string[]>;
  /** Ids of all properties, in the order of the suite. */
  readonly properties: readonly string[];
}

/** Properties named in a cell; the others are counted. */
const mostNamed = 4;

/** The rules that cite an entry. @internal */
export const judges = (fact: Fact, rules: readonly RuleInfo[]) =>
  rules.filter(({ sources }) => sources.some((source) => source === fact.key)).map(({ id }) => id);

const code = (ids: readonly string[]): string => ids.map((id) => `\`${id}\``).join(", ");

/**
 * The properties that exercise a rule of the fact; a reason where there is none. A rule that every property exercises
 * counts only where the fact has no other: it says too little.
 */
const exercisedCell = (fact: Fact, ruleIds: readonly string[], { byRule, properties }: Exercise): string => {
  if (ruleIds.length === 0) return "";
  const lists = ruleIds.map((rule) => byRule.get(rule) ?? []);
  const telling = lists.filter((list) => list.length > 0 && list.length < properties.length);
  const ids = properties.filter((id) => (telling.length > 0 ? telling : lists).some((list) => list.includes(id)));
  if (ids.length === properties.length) return "every property";
  if (ids.length > mostNamed) return `${code(ids.slice(0, mostNamed))} and ${ids.length - mostNamed} more`;
  return ids.length > 0 ? code(ids) : cell(fact.notExercised ?? "");
};

const factTable = (facts: readonly Fact[], rules: readonly RuleInfo[], exercise: Exercise): readonly string[] => [
  "## Facts, and the rules that judge them",
  "",
  "Every promise of the guide, and every fact of high or medium confidence. A fact of high confidence makes a rule a *must*, one of",
  "medium confidence an *observed* one. Each request is judged by all rules, whichever property sent it; a property exercises a fact",
  "where a rule of the fact could judge an answer when that property ran alone against the correct simulator.",
  "",
  "| entry | confidence | fact | judged by | exercised by | not judged |",
  "|---|---|---|---|---|---|",
  ...facts.filter(calledFor).map((fact) => {
    const by = judges(fact, rules);
    // Links of facts.md are relative to docs/, as this page is.
    return `| [${fact.key}](facts.md#${fact.anchor}) | ${fact.confidence} | ${cell(fact.sentence)} | ${code(by)} | ${exercisedCell(fact, by, exercise)} | ${cell(fact.notJudged ?? "")} |`;
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
  exercise: Exercise,
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
    ...factTable(facts, rules, exercise),
  ].join("\n");
};
