import { defined } from "../contract/defined.ts";
import type { Exchange } from "../contract/exchange.ts";
import { inconclusive, type RuleOutcome, type Verdict, type Violation } from "../contract/verdict.ts";
import type { Found, Rule, RuleState } from "./rule.ts";

/** A violation as it happened. */
export interface RuleFailure {
  readonly rule: Rule;
  readonly violation: Violation;
  /** The answer that brought it to light; undefined at the end of the history. */
  readonly exchange: Exchange | undefined;
}

/** A rule's state over one history, and its outcomes so far. */
export interface Tally {
  readonly rule: Rule;
  readonly state: RuleState;
  exercised: number;
  violations: number;
  inconclusive: number;
  first: Violation | undefined;
  reason: string | undefined;
}

export const tallyOf = (rule: Rule): Tally => ({
  rule,
  state: rule.createState(),
  exercised: 0,
  violations: 0,
  inconclusive: 0,
  first: undefined,
  reason: undefined,
});

const count = (tally: Tally, outcome: RuleOutcome, exchange: Exchange | undefined, failures: RuleFailure[]): void => {
  tally.exercised++;
  if (outcome.kind === "inconclusive") {
    tally.inconclusive++;
    tally.reason ??= outcome.reason;
  } else if (outcome.kind === "violated") {
    tally.violations++;
    tally.first ??= outcome;
    failures.push({ rule: tally.rule, violation: outcome, exchange });
  }
};

const crashed = (error: unknown): RuleOutcome =>
  inconclusive(`the rule itself failed: ${error instanceof Error ? error.message : String(error)}`);

/**
 * Has each rule find what it can, and counts the outcomes.
 * @param failures takes the violations found
 * @returns how many outcomes there were
 */
export const evaluate = (
  tallies: readonly Tally[],
  find: (state: RuleState) => Found,
  exchange: Exchange | undefined,
  failures: RuleFailure[],
): number => {
  let outcomes = 0;
  for (const tally of tallies) {
    const before = tally.exercised;
    try {
      const found = find(tally.state);
      if (found === undefined) continue;
      if ("kind" in found) count(tally, found, exchange, failures);
      else for (const outcome of found) count(tally, outcome, exchange, failures);
    } catch (error) {
      count(tally, crashed(error), exchange, failures);
    }
    outcomes += tally.exercised - before;
  }
  return outcomes;
};

const kindOf = ({ violations, exercised, inconclusive: undecided }: Tally): Verdict["kind"] => {
  if (violations > 0) return "violated";
  if (exercised === 0) return "not exercised";
  // One evaluation that holds is enough; inconclusive evaluations are counted beside it.
  return undecided === exercised ? "inconclusive" : "holds";
};

export const verdictOf = (tally: Tally): Verdict => ({
  rule: tally.rule.id,
  kind: kindOf(tally),
  exercised: tally.exercised,
  violations: tally.violations,
  inconclusive: tally.inconclusive,
  ...defined({ first: tally.first, reason: tally.reason }),
});
