import { facts } from "./facts.gen.ts";

/** The number of an entry of docs/facts.md: "guide G4", "facts 5.3". */
type Citation = keyof typeof facts;

/** Where a sentence of the contract comes from. */
type Source = Citation | `RFC ${number} ${string}`;

const texts: { readonly [source: string]: string | undefined } = facts;

/** What the entry says, how sure it is and since when; undefined for an RFC, and for what a saved run cited otherwise. */
export const factText = (source: string): string | undefined =>
  Object.hasOwn(texts, source) ? texts[source] : undefined;

/** The entries among the sources with what they say, each once, in the order of docs/facts.md. */
export const factsAmong = (sources: readonly string[]): readonly (readonly [source: string, text: string])[] => {
  const cited = new Set(sources);
  return Object.entries(facts).filter(([source]) => cited.has(source));
};

/** Each source with what it says, for a reader who has only the report. */
export const quotedSources = (sources: readonly string[]): readonly string[] =>
  sources.map((source) => {
    const text = factText(source);
    return text === undefined ? source : `${source}: ${text}`;
  });

/** What a rule says of a history, least to most telling. Never exercised is not green. */
export type VerdictKind = "not exercised" | "holds" | "inconclusive" | "violated";

/** The result of evaluating one rule on one exchange. */
export type RuleOutcome =
  | { readonly kind: "holds" }
  | { readonly kind: "inconclusive"; readonly reason: string }
  | {
      readonly kind: "violated";
      /** What the contract requires here, one line. */
      readonly expected: string;
      /** What came instead, one line; server text is quoted as JSON. */
      readonly received: string;
      /** Sequence numbers of the exchanges it takes to see it, the last one being where it showed. */
      readonly seqs: readonly number[];
      /** A drawing or longer text where one line does not do (an interval diagram). */
      readonly detail?: string;
    };

export type Violation = Extract<RuleOutcome, { kind: "violated" }>;

/** A rule's word on a whole history. */
export interface Verdict {
  readonly rule: string;
  readonly kind: VerdictKind;
  /** How many times the rule could judge, inconclusive evaluations included. */
  readonly exercised: number;
  readonly violations: number;
  readonly inconclusive: number;
  /** The first violation. */
  readonly first?: Extract<RuleOutcome, { kind: "violated" }>;
  /** Why it was not exercised or is inconclusive. */
  readonly reason?: string;
}

export const holds: RuleOutcome = { kind: "holds" };
export const inconclusive = (reason: string): RuleOutcome => ({ kind: "inconclusive", reason });
export const violated = (
  expected: string,
  received: string,
  seqs: readonly number[],
  detail?: string,
): Extract<RuleOutcome, { kind: "violated" }> => ({
  kind: "violated",
  expected,
  received,
  seqs,
  ...(detail === undefined ? {} : { detail }),
});

/** The families rules and properties are grouped by, in the order reports show them. */
export const clauses = [
  "every answer",
  "create",
  "read",
  "update",
  "delete",
  "validation",
  "lists",
  "identity",
  "rate limit",
  "concurrency",
  "parents",
] as const;
export type Clause = (typeof clauses)[number];

/** One answer can break a rule of this clause: it is about neither a budget nor requests at the same time. */
export const isOfOne = (clause: Clause): boolean => clause !== "rate limit" && clause !== "concurrency";

/** A sentence of the contract: what a report needs to know of a rule. The fold that judges by it is in `checks`. */
export interface RuleInfo {
  /** Kebab-case. */
  readonly id: string;
  /** The contract in one sentence, in the present tense: "a deleted user answers 404 from then on". */
  readonly sentence: string;
  readonly clause: Clause;
  /** `must`: guide, RFC, or facts of high confidence. `observed`: reported as drift, fails only with --strict. */
  readonly level: "must" | "observed";
  /** Where the sentence comes from: "guide G4", "facts 4.6", "RFC 9110 15.3.5". At least one. */
  readonly sources: readonly Source[];
}

/** What of a rule is data: for records, and between threads. */
export const ruleInfoOf = ({ id, sentence, clause, level, sources }: RuleInfo): RuleInfo => ({
  id,
  sentence,
  clause,
  level,
  sources,
});
