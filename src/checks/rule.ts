import { defined } from "../contract/defined.ts";
import type { OperationId } from "../contract/document.ts";
import type { Exchange } from "../contract/exchange.ts";
import type { Answered, Observation, ObservedRequest } from "../contract/observation.ts";
import {
  holds,
  inconclusive,
  type RuleInfo,
  type RuleOutcome,
  type Verdict,
  type Violation,
} from "../contract/verdict.ts";
import { type Belief, type Visibility, visibilityOf } from "../model/belief.ts";
import type { Prediction } from "../model/validation.ts";
import type { World } from "../model/world.ts";
import type { TrailStep } from "./budget/budget-trail.ts";

const isWrite = ({ operation }: ObservedRequest) =>
  operation?.id === "createUser" || operation?.id === "putUser" || operation?.id === "patchUser";

/**
 * An answered exchange with what the model knew when it arrived; the answer itself is not in the world yet. A class, for a
 * getter in an object literal gives each object a shape of its own, and every rule slow to read it.
 */
export class View {
  readonly sent: Answered["sent"];
  readonly seq: number;
  readonly operation: Answered["operation"];
  readonly idText: Answered["idText"];
  readonly id: Answered["id"];
  readonly query: Answered["query"];
  readonly token: Answered["token"];
  readonly fields: Answered["fields"];
  readonly body: Answered["body"];
  readonly forced: Answered["forced"];
  readonly exchange: Exchange;
  readonly endUs: number;
  readonly answer: Answered["answer"];
  readonly world: World;
  /** What is believed of the record the path names, if this history knows it. */
  readonly belief: Belief | undefined;
  /** Whether the caller can see that record. */
  readonly visibility: Visibility;
  #prediction: Prediction | undefined;

  constructor(answered: Answered, world: World) {
    this.sent = answered.sent;
    this.seq = answered.seq;
    this.operation = answered.operation;
    this.idText = answered.idText;
    this.id = answered.id;
    this.query = answered.query;
    this.token = answered.token;
    this.fields = answered.fields;
    this.body = answered.body;
    this.forced = answered.forced;
    this.exchange = answered.exchange;
    this.endUs = answered.endUs;
    this.answer = answered.answer;
    this.world = world;
    const ofUsers = answered.operation?.resource === "users";
    this.belief = answered.id === undefined || !ofUsers ? undefined : world.beliefs.get(answered.id);
    this.visibility = this.belief === undefined ? "unknown" : visibilityOf(this.belief, answered.token);
  }

  /** What the contract says of the values sent; only for creates and updates. Computed once, when first read. */
  get prediction(): Prediction | undefined {
    if (this.#prediction === undefined && isWrite(this)) this.#prediction = this.world.predict(this, this.endUs);
    return this.#prediction;
  }
}

/** What a rule found in one answer: nothing to judge, one outcome, or one for each thing that it judged. */
export type Found = RuleOutcome | readonly RuleOutcome[] | undefined;

/** One rule at work on one history: what it wants to be called with; undefined, what it has no use for. */
export interface RuleState {
  readonly judge?: ((view: View) => Found) | undefined;
  /** Every request as it leaves, of any operation: for rules about overlap and budgets. */
  readonly sent?: ((request: ObservedRequest, world: World) => undefined) | undefined;
  /** Every finished exchange that `judge` is not given: it failed, a gateway spoke, another operation or status. */
  readonly onSkipped?: ((observation: Observation, world: World) => Found) | undefined;
  /** Every finished exchange of a token with a budget, whatever came of it, after `judge`: one trail serves all rules. */
  readonly budget?: ((step: TrailStep) => Found) | undefined;
  /** What is left to say when the history ends: deferred violations that nothing settled. */
  readonly end?: ((world: World) => readonly RuleOutcome[]) | undefined;
}

/** A sentence of the contract and the fold that judges a history by it. */
export interface Rule extends RuleInfo {
  /** Operations it judges; absent: all of the spec's. Answers to anything else never reach a rule. */
  readonly on?: readonly OperationId[];
  /** Statuses it judges; absent: all. */
  readonly statuses?: readonly number[];
  /** What no run can exercise it without. */
  readonly needs?: "second token";
  /** Also called for answers a gateway gave (HTML 502…) and for requests with `force_status`. Default no. */
  readonly includeGatewayResponses?: true;
  /** Starts a fresh fold. Its memory must stay bounded, and its work per answer must not grow with the history. */
  readonly createState: () => RuleState;
}

type About<Id extends string> = Omit<Rule, "createState" | "id"> & { readonly id: Id };

/** A rule that remembers nothing between answers. */
export const rule = <const Id extends string>({
  judge,
  ...about
}: About<Id> & { readonly judge: (view: View) => Found }): Rule & { readonly id: Id } => ({
  ...about,
  createState: () => ({ judge }),
});

/** A rule with a memory: `start` makes it, `judge` may change it, `end` says what is left. */
export const statefulRule = <const Id extends string, State>({
  start,
  judge,
  sent,
  onSkipped,
  budget,
  end,
  ...about
}: About<Id> & {
  readonly start: () => State;
  readonly judge?: (view: View, state: State) => Found;
  readonly sent?: (request: ObservedRequest, state: State, world: World) => void;
  readonly onSkipped?: (observation: Observation, state: State, world: World) => Found;
  readonly budget?: (step: TrailStep, state: State) => Found;
  readonly end?: (state: State, world: World) => readonly RuleOutcome[];
}): Rule & { readonly id: Id } => ({
  ...about,
  createState: () => {
    const state = start();
    return {
      judge: judge && ((view) => judge(view, state)),
      sent: sent && ((request, world) => void sent(request, state, world)),
      onSkipped: onSkipped && ((observation, world) => onSkipped(observation, state, world)),
      budget: budget && ((step) => budget(step, state)),
      end: end && ((world) => end(state, world)),
    };
  },
});

/** A violation as it happened. */
export interface RuleFailure {
  readonly rule: RuleInfo;
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
      // Nearly every outcome.
      if (found === holds) tally.exercised++;
      else if ("kind" in found) count(tally, noted(found, note), exchange, failures);
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
