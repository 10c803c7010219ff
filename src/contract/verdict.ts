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
