import type { Source } from "./citation.ts";

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
