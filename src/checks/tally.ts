import { defined } from "../contract/defined.ts";
import type { Exchange } from "../contract/exchange.ts";
import { inconclusive, type RuleOutcome, type Verdict, type Violation } from "../contract/verdict.ts";
import type { World } from "../model/world.ts";
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

const noted = (outcome: RuleOutcome, note: string | undefined): RuleOutcome =>
  note === undefined || outcome.kind !== "violated"
    ? outcome
    : { ...outcome, received: `${outcome.received} (${note})` };

const crashed = (error: unknown): RuleOutcome =>
  inconclusive(`the rule itself failed: ${error instanceof Error ? error.message : String(error)}`);

/** One of the things that a rule wants to be called with. */
export interface Call<Subject> {
  readonly tally: Tally;
  readonly run: (subject: Subject, world: World) => Found;
}

/** The calls of the rules that have a use for one of these things, in their order. */
export const callsOf = <Subject>(
  tallies: readonly Tally[],
  pick: (state: RuleState) => Call<Subject>["run"] | undefined,
): readonly Call<Subject>[] =>
  tallies.flatMap((tally) => {
    const run = pick(tally.state);
    return run === undefined ? [] : [{ tally, run }];
  });

/**
 * Has each rule find what it can, and counts the outcomes.
 * @param failures takes the violations found
 * @param note what there is to say of the answer whatever rule it breaks
 * @returns how many outcomes there were
 */
export const evaluate = <Subject>(
  calls: readonly Call<Subject>[],
  subject: Subject,
  world: World,
  exchange: Exchange | undefined,
  failures: RuleFailure[],
  note?: string,
): number => {
  let outcomes = 0;
  for (const { tally, run } of calls) {
    const before = tally.exercised;
    try {
      const found = run(subject, world);
      if (found === undefined) continue;
      if ("kind" in found) count(tally, noted(found, note), exchange, failures);
      else for (const outcome of found) count(tally, noted(outcome, note), exchange, failures);
    } catch (error) {
      count(tally, crashed(error), exchange, failures);
    }
    outcomes += tally.exercised - before;
  }
  return outcomes;
};

/** Takes back what a rule found: whose it was is not certain any more. */
export const withdraw = (tally: Tally, reason: string): void => {
  if (tally.violations === 0) return;
  tally.inconclusive += tally.violations;
  tally.violations = 0;
  tally.first = undefined;
  tally.reason ??= reason;
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
